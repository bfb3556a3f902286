import {html, nothing, type TemplateResult} from 'lit';
import type {AssentElement} from './assent-element.js';
import type {AssentTerms} from './assent-terms.js';
import {sameLanguage, type Localizer} from './localizer.js';

/** What a window says in our words. */
export interface WindowWords {
  readonly locale: string;
  readonly direction: string;
  readonly close: string;
  /** Says in which language a text is, where that is not the reader's. */
  otherLanguage(of: string): string;
}

export function windowWordsOf(words: Localizer): WindowWords {
  return {
    locale: words.locale,
    direction: words.direction,
    close: words.text('close'),
    otherLanguage: of => (sameLanguage(of, words.wanted) ? '' : words.text('otherLanguage', {language: words.language(of)})),
  };
}

/** A window with a text to read, for an element that asks elsewhere; the text is loaded once it was opened. Below it goes what can be answered. It needs `windowStyle`. */
export function termsWindow(
  host: AssentElement & {readonly windowWords: WindowWords},
  {hash, title, since, locale: of}: {hash: string; title: string; since?: string | undefined; locale?: string},
  opened: boolean,
  footer: TemplateResult | typeof nothing = nothing,
): TemplateResult {
  const {locale, direction, close, otherLanguage} = host.windowWords;
  const other = of && otherLanguage(of);
  return html`<dialog class="root" part="dialog" lang=${locale} dir=${direction} aria-labelledby="window-title"
    @click=${(event: MouseEvent) => event.target === event.currentTarget && (event.currentTarget as HTMLDialogElement).close()}>
    <section class="panel tall" part="panel">
      <header part="header">
        <button class="close" part="close" type="button" title=${close}
          @click=${(event: Event) => (event.currentTarget as HTMLElement).closest('dialog')!.close()}>
          <svg viewBox="0 0 16 16" aria-hidden="true"><path d="m3.5 3.5 9 9m0-9-9 9" /></svg>
        </button>
        <h2 id="window-title" part="title" lang=${of ?? nothing}>${title}</h2>
        ${other ? html`<p class="meta" part="meta">${other}</p>` : nothing}
      </header>
      ${opened
        ? html`<assent-terms part="terms" hide-title .client=${host.client} .locale=${host.locale} .strings=${host.strings} .hash=${hash} .since=${since}></assent-terms>`
        : nothing}
      ${footer === nothing ? nothing : html`<footer part="footer">${footer}</footer>`}
    </section>
  </dialog>`;
}

/** Opens the window, with the focus on the text. */
export function openWindow(root: ParentNode): void {
  root.querySelector('dialog')!.showModal();
  root.querySelector<AssentTerms>('assent-terms')!.focus();
}

/** Opens the window at a clause, once its text is there. False if it has no such clause. */
export async function openWindowAt(root: ParentNode, clause: string): Promise<boolean> {
  openWindow(root);
  const reader = root.querySelector<AssentTerms>('assent-terms')!;
  // It may have another text still, and have just been told of this one.
  await reader.updateComplete;
  if (!reader.terms) await new Promise(resolve => reader.addEventListener('assent-text-shown', resolve, {once: true}));
  await reader.updateComplete;
  return reader.scrollToClause(clause);
}
