/**
 * Whether a person pressed the box that changes. Browsers vouch for its `change` also where a script has clicked it,
 * and for the click on it that one on its label brings about.
 */
export class BoxPress implements EventListenerObject {
  #trusted = false;
  /** Of the label that was clicked just now: the click on its box comes next. */
  #byLabel: boolean | undefined;

  /** Of the last box that was pressed. */
  get trusted(): boolean {
    return this.#trusted;
  }

  /** Called by the browser, for clicks in the root that it listens to. */
  handleEvent({target, isTrusted}: Event): void {
    if (target instanceof HTMLInputElement) {
      this.#trusted = isTrusted && this.#byLabel !== false;
      this.#byLabel = undefined;
    } else {
      const control = (target as Element).closest('label')?.control;
      this.#byLabel = control?.matches(':enabled') ? isTrusted : undefined;
    }
  }
}
