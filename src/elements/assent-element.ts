import {LitElement} from 'lit';
import {property} from 'lit/decorators.js';
import type {Assent} from '../client/assent.js';
import {backgroundOf, luminance} from './measure.js';
import type {Strings} from './strings/en.js';
import {Localizer} from './localizer.js';

/** What every element has: words, a client, states, and an eye for a dark page. */
export abstract class AssentElement extends LitElement {
  /** BCP 47; the client's, else the page's language if absent. */
  @property() locale?: string;

  /** Strings to say otherwise, by their keys in `Strings`. */
  @property({attribute: false}) strings?: Partial<Strings>;

  /** The client to ask. */
  @property({attribute: false}) client?: Assent;

  protected readonly words = new Localizer(this);
  protected readonly internals = this.attachInternals();

  /** What is in the shadow root by that selector, as it was last drawn. */
  protected find<E extends HTMLElement>(selector: string): E | null {
    return this.renderRoot.querySelector<E>(selector);
  }

  /** Sets and clears states that a page can style by `:state(…)`. */
  protected setStates(states: Readonly<Record<string, boolean>>): void {
    for (const [name, on] of Object.entries(states)) {
      if (on) this.internals.states.add(name);
      else this.internals.states.delete(name);
    }
  }

  /**
   * Follows the page: its `color-scheme` is inherited; where the page paints a background of its own, that
   * counts, for many dark pages never set the property, and some light ones set it and stay light.
   */
  protected followScheme(): void {
    const around = this.parentElement ?? (this.getRootNode() as ShadowRoot).host;
    const behind = around && backgroundOf(around);
    const dark = !!behind && luminance(behind) < 0.18;
    this.setStates({dark, light: !!behind && !dark});
  }
}
