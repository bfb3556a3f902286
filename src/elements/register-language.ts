import {AssentLanguage} from './assent-language.js';
import {extendEnglish} from './localizer.js';
import {further} from './strings/en-further.js';

/** Registers the choice of a language: only texts in several need it. */
export function registerLanguage(): void {
  extendEnglish(further);
  if (!customElements.get('assent-language')) customElements.define('assent-language', AssentLanguage);
}
