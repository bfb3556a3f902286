import {AssentCheckbox} from './assent-checkbox.js';

const ELEMENTS = {
  'assent-checkbox': AssentCheckbox,
};

/** Registers the elements that a page puts where it wants them; the gate needs none of them. */
export function registerFurther(): void {
  for (const [name, element] of Object.entries(ELEMENTS)) {
    if (!customElements.get(name)) customElements.define(name, element);
  }
}
