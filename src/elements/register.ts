import {AssentDialog} from './assent-dialog.js';
import {AssentGate} from './assent-gate.js';
import {AssentTerms} from './assent-terms.js';

const ELEMENTS = {
  'assent-terms': AssentTerms,
  'assent-dialog': AssentDialog,
  'assent-gate': AssentGate,
};

/** Registers every <assent-…> element; a name that is taken, by another copy of ours say, stays as it is. */
export function registerElements(): void {
  for (const [name, element] of Object.entries(ELEMENTS)) {
    if (!customElements.get(name)) customElements.define(name, element);
  }
}
