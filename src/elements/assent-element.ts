import {LitElement, type PropertyDeclaration, type PropertyDeclarations} from 'lit';
import type {Assent} from '../client/assent.js';
import {backgroundOf, luminance} from './measure.js';
import type {Strings} from './strings/en.js';
import {Localizer} from './localizer.js';

/**
 * A property that is a list in JavaScript, and words with spaces between them in its attribute. A list that says the same is
 * no change: templates of frameworks make it anew at every drawing.
 */
export const WORDS: PropertyDeclaration = {
  hasChanged: (now: unknown, before: unknown) => `${now}` !== `${before}`,
};

/**
 * What every element has: words, a client, states, an eye for a dark page, and the tokens of `theme/tokens.ts`.
 *
 * @cssprop [--assent-font=inherit] - Font family; the page's own if absent.
 * @cssprop [--assent-font-size=max(1rem, 16px)] - Size of the text; every length follows it.
 * @cssprop [--assent-color-scheme=inherit] - `light`, `dark` or `light dark`.
 * @cssprop --assent-ink - Palette: words.
 * @cssprop --assent-paper - Palette: what is behind them.
 * @cssprop --assent-accent - Palette: links, focus and progress.
 * @cssprop --assent-danger - Palette: what went wrong.
 * @cssprop --assent-success - Palette: what was recorded.
 * @cssprop --assent-notice - Palette: key clauses.
 * @cssprop --assent-text - Colour of words.
 * @cssprop --assent-text-muted - Colour of numbers and of what matters less.
 * @cssprop --assent-surface - Behind the text.
 * @cssprop --assent-surface-subtle - Behind code and table heads.
 * @cssprop --assent-border - Thin lines.
 * @cssprop --assent-link - Links.
 * @cssprop --assent-focus - Focus rings.
 * @cssprop [--assent-radius=0.875em] - Corners of the window.
 * @cssprop --assent-radius-control - Corners of buttons; as those of the window, but 0.5em at most, if absent.
 * @cssprop --assent-control-border - Edge of buttons and switches.
 * @cssprop --assent-button-surface - Behind the words of both buttons.
 * @cssprop --assent-button-text - Words of both buttons.
 */
export abstract class AssentElement extends LitElement {
  static override properties: PropertyDeclarations = {
    locale: {},
    strings: {attribute: false},
    client: {attribute: false},
  };

  /** BCP 47; the client's, else the page's language if absent. */
  locale?: string | undefined;

  /** Strings to say otherwise, by their keys in `Strings`. */
  strings?: Partial<Strings> | undefined;

  /** The client to ask. */
  client?: Assent | undefined;

  protected readonly words = new Localizer(this);
  protected readonly internals = this.attachInternals();

  /** Templates of React, Vue and Svelte give to a property what they were given for its attribute. */
  override requestUpdate(name?: PropertyKey, before?: unknown, options?: PropertyDeclaration): void {
    const own = this as unknown as Record<PropertyKey, string | readonly string[] | undefined>;
    const given = own[name!];
    if (options === WORDS && typeof given === 'string') own[name!] = given.match(/\S+/g) ?? [];
    super.requestUpdate(name, before, options);
  }

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
