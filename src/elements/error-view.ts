import {html, type TemplateResult} from 'lit';
import {isAssentError, type AssentErrorCode} from '../protocol/errors.js';
import type {Strings} from './strings/en.js';
import type {Localizer} from './localizer.js';

/** Why a text is not there, in words: a heading and what to do. */
export function loadErrorWords(error: unknown, words: Localizer): {title: string; advice: string} {
  // To the client, a backend that gives no answer is `offline` as well; whose network is there is not told to mend it.
  const [title, advice]: [keyof Strings, keyof Strings] =
    codeOf(error) === 'hash_mismatch' ? ['errorHash', 'errorHashAdvice'] : navigator.onLine ? ['errorLoad', 'errorLoadAdvice'] : ['errorOffline', 'errorOfflineAdvice'];
  return {title: words.text(title), advice: words.text(advice)};
}

/** Why an act was not saved, in words. */
export function actErrorWords(error: unknown, words: Localizer): string {
  const code = codeOf(error);
  return words.text(code === 'not_saved' ? 'errorNotSaved' : code === 'outbox_full' ? 'errorFull' : 'errorAct');
}

/** Says why there is no text, and offers to try again. */
export function errorView(error: unknown, words: Localizer, retry: () => void): TemplateResult {
  const {title, advice} = loadErrorWords(error, words);
  return html`<div class="message" part="error" role="alert">
    <h2 id="title">${title}</h2>
    <p>${advice}</p>
    <button class="button" part="button retry" type="button" @click=${retry}>${words.text('retry')}</button>
  </div>`;
}

/** Grey lines in the place of words that are on their way. */
export function skeleton(label: string): TemplateResult {
  return html`<div class="bones" part="skeleton">
    <span class="unseen">${label}</span>
    ${['', '', 'short', '', '', '', 'short', '', ''].map(length => html`<div class="bone ${length}"></div>`)}
  </div>`;
}

function codeOf(error: unknown): AssentErrorCode | '' {
  return isAssentError(error) ? error.code : '';
}
