import {html, nothing, type TemplateResult} from 'lit';
import type {AppealStatement, Restriction} from '../client/assent.js';
import {findClause} from '../document/find-clause.js';
import type {TermsDocument} from '../document/model.js';
import {plainText} from '../document/plain-text.js';
import {fileSize} from './file-size.js';
import type {Localizer} from './localizer.js';
import {savedWords} from './outcome-view.js';
import type {Strings} from './strings/en.js';

/** What a card needs beside the restriction. */
export interface RestrictionContext {
  words: Localizer;
  /** The text that it cites, once it is here. */
  text: TermsDocument | undefined;
  /** The form, where it is open for this restriction. */
  form: TemplateResult | undefined;
  read: () => void;
  appeal: () => void;
  remove: (appeal: string) => void;
}

/** What the restriction is, in a few words. */
export function restrictionTitle({kind, state}: Restriction, words: Localizer): string {
  return words.text(state === 'active' ? `restricted-${kind}` : `restriction-${kind}`);
}

const TONES = {coming: 'notice', active: 'bad', over: '', lifted: 'good'} as const;

/** One restriction: what, why, under which rule, how it was decided, and what one can do about it. */
export function restrictionView(restriction: Restriction, context: RestrictionContext): TemplateResult {
  const {words, form} = context;
  const {id, state, lifted, facts, appeals} = restriction;
  return html`<article class="card ${state}" part="card" aria-labelledby=${`title-${id}`}>
    <div class="top">
      <h2 id=${`title-${id}`} part="title">${restrictionTitle(restriction, words)}</h2>
      <span class="pill ${TONES[state]}" part="status">${words.text(`restriction-${state}`)}</span>
    </div>
    ${lifted
      ? html`<div class="lifted" part="lifted">
          <p><b>${words.text('liftedOn', {date: words.date(lifted.at)})}</b></p>
          <p class="said" dir="auto">${lifted.reasons}</p>
        </div>`
      : nothing}
    ${extent(restriction, words)}
    <section part="facts"><h3>${words.text('whatHappened')}</h3><p class="said" dir="auto">${facts}</p></section>
    ${rule(restriction, context)}
    <section part="decided"><h3>${words.text('howDecided')}</h3><p>${words.text(decidedBy(restriction))}</p></section>
    ${lifted ? nothing : remedies(restriction, context)}
    ${appeals.map(appeal => appealView(appeal, context))}
    ${form ?? nothing}
  </article>`;
}

function extent({state, scope, since, until}: Restriction, words: Localizer): TemplateResult {
  const list = new Intl.ListFormat(words.locale).format(scope);
  return html`<dl class="extent" part="extent">
    <div><dt>${words.text('appliesTo')}</dt><dd>${list}</dd></div>
    <div><dt>${words.text(state === 'coming' ? 'from' : 'since')}</dt><dd>${words.date(since)}</dd></div>
    <div><dt>${words.text('until')}</dt><dd>${until ? words.date(until) : words.text('openEnded')}</dd></div>
  </dl>`;
}

/** The words of the rule as they stood; without its text, its number and version. */
function rule({document, clause}: Restriction, {words, text, read}: RestrictionContext): TemplateResult {
  const found = text && findClause(text, clause);
  const cited = found && plainText({...text, title: '', preamble: [], content: [found]}).trim();
  return html`<section part="rule">
    <h3>${words.text('ruleRelied')}</h3>
    ${cited ? html`<blockquote class="cited" dir="auto" lang=${document.locale}>${cited}</blockquote>` : nothing}
    <p class="quiet">${words.text('ruleFrom', {title: text?.title ?? document.id, version: document.version, number: clause})}</p>
    <p><button class="link" part="button read" type="button" @click=${read}>${words.text('readRule')}</button></p>
  </section>`;
}

function decidedBy({automated}: Restriction): keyof Strings {
  return automated.decision ? 'decidedByMachine' : automated.detection ? 'foundByMachine' : 'decidedByPerson';
}

function remedies(restriction: Restriction, {words, form, appeal}: RestrictionContext): TemplateResult {
  const {appealable, appealUntil, appeals, redress} = restriction;
  const open = appeals.some(({status}) => status === 'saved' || status === 'received' || status === 'under_review');
  const date = words.date(appealUntil);
  const says = appealable ? words.text('appealUntil', {date}) : open ? words.text('appealUnderWay') : appeals.length > 0 ? words.text('appealUsed') : words.text('appealOver', {date});
  return html`<section part="remedies">
    <h3>${words.text('whatYouCanDo')}</h3>
    <p>${says}</p>
    ${redress ? html`<p class="said" dir="auto">${redress}</p>` : nothing}
    ${appealable && !form
      ? html`<div class="tools"><button class="button" part="button appeal" type="button" @click=${appeal}>
          ${words.text(appeals.some(({status}) => status === 'rejected') ? 'appealAgain' : 'appealStart')}
        </button></div>`
      : nothing}
  </section>`;
}

const APPEAL_TONES: Partial<Record<AppealStatement['status'], string>> = {upheld: 'good', rejected: 'bad', refused: 'bad', under_review: 'notice'};

function appealView(appeal: AppealStatement, {words, remove}: RestrictionContext): TemplateResult {
  const {id, reference, status, statement, filedAt, reasons, decidedAt, by, attachments} = appeal;
  const role = by?.replaceAll('-', ' ') ?? '';
  return html`<section class="appeal" part="appeal" aria-labelledby=${`appeal-${id}`}>
    <div class="top">
      <h3 id=${`appeal-${id}`} tabindex="-1">${words.parts('appealNamed', {reference}, (_, value) => html`<span class="reference" part="reference">${value}</span>`)}</h3>
      <span class="pill ${APPEAL_TONES[status] ?? ''}" part="status">${words.text(`appeal-${status}`)}</span>
    </div>
    <p class="quiet">${words.text('filedOn', {date: words.date(filedAt)})}</p>
    ${status === 'saved' ? html`<p>${savedWords(words)} ${words.text('keepReference', {reference})}</p>` : nothing}
    ${decidedAt ? html`<h4>${words.text('decisionReasons')}</h4><p class="said" dir="auto">${reasons}</p><p class="quiet">${words.text('decidedOn', {date: words.date(decidedAt), role})}</p>` : nothing}
    ${status === 'refused'
      ? html`<p class="bad">${words.text('appealNotTaken')}</p>
          <div class="tools"><button class="button" part="button remove" type="button" @click=${() => remove(id)}>${words.text('removeAppeal')}</button></div>`
      : nothing}
    <h4>${words.text('yourStatement')}</h4>
    <p class="said" dir="auto">${statement}</p>
    ${attachments.length > 0
      ? html`<ul class="files" aria-label=${words.text('attachments')}>${attachments.map(one => attachmentView(one, words))}</ul>`
      : nothing}
  </section>`;
}

function attachmentView({name, bytes, received, problem}: AppealStatement['attachments'][number], words: Localizer): TemplateResult {
  const state = received ? 'fileReceived' : problem ? 'fileRefused' : 'fileWaits';
  return html`<li part="file">
    <span class="name"><bdi>${name}</bdi></span>
    <span class="quiet">${fileSize(bytes, words.locale)}</span>
    <span class=${problem ? 'bad' : 'quiet'}>${words.text(state)}</span>
  </li>`;
}
