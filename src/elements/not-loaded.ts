import {html, type TemplateResult} from 'lit';
import type {Strings} from './strings/en.js';
import type {Localizer} from './localizer.js';

/** Says that what somebody did, or how they stand, is not there, what to do, and offers to try again. */
export function notLoaded(title: keyof Strings, words: Localizer, retry: () => void): TemplateResult {
  return html`<div class="message" part="error" role="alert">
    <h2>${words.text(title)}</h2>
    <p>${words.text(navigator.onLine ? 'errorLoadAdvice' : 'offlineAdvice')}</p>
    <button class="button" part="button retry" type="button" @click=${retry}>${words.text('retry')}</button>
  </div>`;
}
