import {html, nothing, type TemplateResult} from 'lit';
import type {AssentElement} from './assent-element.js';
import type {AssentTerms} from './assent-terms.js';

/** A window with a text to read, for an element that asks elsewhere; the text is loaded once it was opened. Below it goes what can be answered. It needs `windowStyle`. */
export function termsWindow(
  host: AssentElement & {readonly windowWords: {locale: string; direction: string; close: string}},
  {hash, title, since}: {hash: string; title: string; since?: string | undefined},
  opened: boolean,
  footer: TemplateResult | typeof nothing = nothing,
): TemplateResult {
  const {locale, direction, close} = host.windowWords;
  return html`<dialog class="root" part="dialog" lang=${locale} dir=${direction} aria-labelledby="window-title"
    @click=${(event: MouseEvent) => event.target === event.currentTarget && (event.currentTarget as HTMLDialogElement).close()}>
    <div class="panel tall" part="panel">
      <header part="header">
        <button class="close" part="close" type="button" aria-label=${close} title=${close}
          @click=${(event: Event) => (event.currentTarget as HTMLElement).closest('dialog')!.close()}>
          <svg viewBox="0 0 16 16" aria-hidden="true"><path d="m3.5 3.5 9 9m0-9-9 9" /></svg>
        </button>
        <h2 id="window-title" part="title">${title}</h2>
      </header>
      ${opened
        ? html`<assent-terms part="terms" hide-title .client=${host.client} .locale=${host.locale} .strings=${host.strings} .hash=${hash} .since=${since}></assent-terms>`
        : nothing}
      ${footer === nothing ? nothing : html`<footer part="footer">${footer}</footer>`}
    </div>
  </dialog>`;
}

/** Opens the window, with the focus on the text. */
export function openWindow(root: ParentNode): void {
  root.querySelector('dialog')!.showModal();
  root.querySelector<AssentTerms>('assent-terms')!.focus();
}
