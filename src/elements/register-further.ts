import {AssentBanner} from './assent-banner.js';
import {AssentCheckbox} from './assent-checkbox.js';
import {AssentHistory} from './assent-history.js';
import {AssentInline} from './assent-inline.js';
import {AssentStanding} from './assent-standing.js';
import {extendEnglish} from './localizer.js';
import {further} from './strings/en-further.js';

export {isToldNow} from './assent-banner.js';
// Of the same chunk: whatever a page without a question does without.
export {askRequired} from './required-question.js';

const ELEMENTS = {
  'assent-banner': AssentBanner,
  'assent-checkbox': AssentCheckbox,
  'assent-history': AssentHistory,
  'assent-inline': AssentInline,
  'assent-standing': AssentStanding,
};

/** Registers the elements that a page puts where it wants them; the gate needs none of them. */
export function registerFurther(): void {
  extendEnglish(further);
  for (const [name, element] of Object.entries(ELEMENTS)) {
    if (!customElements.get(name)) customElements.define(name, element);
  }
}
