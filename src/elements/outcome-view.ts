import {html, nothing, svg, type TemplateResult} from 'lit';
import type {Answer} from './assent-flow.js';
import type {Localizer} from './localizer.js';

/** What an answer was, what became of it, and the reference of its record where there is one. */
export function outcomeWords({act, state, offer}: Answer, words: Localizer): [title: string, detail: string, reference?: string] {
  const title = words.text(act.type === 'accept' ? 'accepted' : 'declined', {title: offer.text.title});
  if (state === 'refused') return [words.text('refused', {title: offer.text.title}), words.text('refusedAdvice')];
  if (state === 'saved') return [title, savedWords(words)];
  return [title, words.text('recorded'), words.text('reference', {reference: referenceOf(act.id)})];
}

/** That an answer is safe here, and what it waits for: the network, or a service that does not answer though there is one. */
export function savedWords(words: Localizer): string {
  return words.text(navigator.onLine ? 'savedOnline' : 'saved');
}

/** The last group of a record's id: short enough to read out, and found by any search for it. */
export function referenceOf(id: string): string {
  return id.slice(-12);
}

/** What was answered, one line a document, and how to go on. */
export function outcomeView(answers: readonly Answer[], words: Localizer, actions: {again: () => void; done: () => void}): TemplateResult {
  const refused = answers.some(({state}) => state === 'refused');
  const button = (label: string, onClick: () => void) =>
    html`<button class="button" part="button" type="button" @click=${onClick}>${label}</button>`;
  return html`<div class="outcome" part="outcome">
    ${answers.map((answer, index) => outcome(answer, words, index))}
    <div class="actions">
      ${refused ? button(words.text('askAgain'), actions.again) : nothing}
      ${button(words.text('continue'), actions.done)}
    </div>
  </div>`;
}

function outcome(answer: Answer, words: Localizer, index: number): TemplateResult {
  const {state, act, offer} = answer;
  const [title, detail, reference] = outcomeWords(answer, words);
  return html`<section class="answer ${state} ${act.type}">
    <svg viewBox="0 0 24 24" aria-hidden="true">${state === 'refused' ? ALERT : act.type === 'accept' ? TICK : CROSS}</svg>
    <div>
      <h2 id=${index === 0 ? 'title' : nothing}>${title}</h2>
      <p class="meta"><span>${words.text('version', {version: offer.version})}</span><span>${words.date(new Date().toISOString())}</span></p>
      <p class="state">${reference ? html`<b>${detail}</b> <span>${reference}</span>` : detail}</p>
    </div>
  </section>`;
}

const TICK = svg`<path d="m7 12.5 3.5 3.5L17 9" />`;
const CROSS = svg`<path d="M8 12h8" />`;
const ALERT = svg`<path d="M12 7v6m0 3.5v.01" />`;
