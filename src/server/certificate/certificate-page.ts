import type {KeyClause} from '../../document/model.js';
import {encodeBase64} from '../../protocol/base64.js';
import type {Shown} from '../../protocol/record.js';
import type {CertificateFacts} from './certificate-facts.js';
import {CERTIFICATE_STYLE} from './certificate-style.js';
import {certificateWords, type CertificateWords} from './certificate-words.js';
import {Html, html, UNSEEN} from './html.js';

type Row = [label: string, value: Html | string | undefined];

/** The policy under which a certificate is served: its own style, and nothing else. */
export async function certificatePolicy(): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(CERTIFICATE_STYLE)));
  return `default-src 'none'; style-src 'sha256-${encodeBase64(digest)}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`;
}

/** One record on paper: a page of its own, without scripts, in the language that fits best. */
export function certificatePage(facts: CertificateFacts, {locale: wanted, full}: {locale?: string | undefined; full: boolean}): string {
  const {locale, words} = certificateWords(wanted);
  const sheet = new Sheet(facts, words, locale);
  const {title} = words;
  return html`<!doctype html>
<html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex"><title>${title} ${facts.entry.id}</title><style>${new Html(CERTIFICATE_STYLE)}</style></head>
<body><main>
${sheet.head()}
${sheet.who()}
${sheet.what()}
${sheet.when()}
${sheet.how()}
${sheet.proof()}
${sheet.check()}
${full ? sheet.words() : undefined}
${sheet.files()}
<footer>${words.limits} ${words.printed(sheet.date(facts.madeAt))}</footer>
</main></body></html>
`.text;
}

class Sheet {
  readonly #facts: CertificateFacts;
  readonly #words: CertificateWords;
  readonly #format: Intl.DateTimeFormat;
  readonly #count: Intl.NumberFormat;
  readonly #languages: Intl.DisplayNames;

  constructor(facts: CertificateFacts, words: CertificateWords, locale: string) {
    this.#facts = facts;
    this.#words = words;
    this.#format = new Intl.DateTimeFormat(locale, {dateStyle: 'long', timeStyle: 'medium', hourCycle: 'h23', timeZone: 'UTC'});
    this.#count = new Intl.NumberFormat(locale, {maximumFractionDigits: 1});
    this.#languages = new Intl.DisplayNames(locale, {type: 'language'});
  }

  /** In words, always in UTC. */
  date(instant: string): string {
    return `${this.#format.format(new Date(instant))} UTC`;
  }

  head(): Html {
    const {site, entry, text} = this.#facts;
    const {title, intro, acts, labels} = this.#words;
    return html`<header><div><h1>${title}</h1><p>${intro(site)}</p></div>${MARK}</header>
<p class="act"><b>${acts[entry.type]}</b>${text && html` — <bdi>${text.title}</bdi>`}</p>
<p class="note">${labels.record} <code>${entry.id}</code></p>`;
  }

  who(): Html {
    const {entry, extras} = this.#facts;
    const {who, whoNote, labels, via} = this.#words;
    const rows: Row[] = [
      [labels.subject, code(entry.sub)],
      [labels.account, extras?.identifier],
      [labels.network, extras?.network],
      [labels.userAgent, extras?.userAgent],
      [labels.vouched, via[entry.via]],
    ];
    return html`<section><h2>${who}</h2>${list(rows)}<p class="note">${whoNote}</p></section>`;
  }

  what(): Html | undefined {
    const {entry: {document}, text, altered} = this.#facts;
    const {what, whatNote, publishedNote, booksNote, alteredText, alteredPublication, labels} = this.#words;
    if (!document) return undefined;
    const rows: Row[] = [
      [labels.title, text && html`<bdi lang="${document.locale}">${text.title}</bdi>`],
      [labels.document, document.id],
      [labels.version, document.version],
      [labels.locale, this.#language(document.locale)],
      [labels.setOff, text && this.#setOff(text.keyClauses, document.locale)],
      [labels.textHash, code(document.hash.replace('sha256:', ''))],
      [labels.sourceHash, text?.sourceHash && code(text.sourceHash.replace('sha256:', ''))],
      [labels.announced, this.#instant(text?.publication?.announcedAt)],
      [labels.effective, this.#instant(text?.publication?.effectiveAt)],
      [labels.added, this.#instant(text?.addedAt)],
      [labels.published, this.#instant(text?.published?.recordedAt)],
    ];
    const books = text?.publication && (text.published ? publishedNote(text.published.record) : booksNote);
    const warnings = [altered.includes('text') ? alteredText : '', altered.includes('publication') ? alteredPublication : ''].filter(Boolean);
    return html`<section><h2>${what}</h2>${list(rows)}<p class="note">${whatNote}</p>${books && html`<p class="note">${books}</p>`}${warnings.map(warning => html`<p class="warn">${warning}</p>`)}</section>`;
  }

  when(): Html {
    const {presentedAt, claimedAt, recordedAt, flags} = this.#facts.entry;
    const {when, labels, flags: meanings} = this.#words;
    const rows: Row[] = [
      [labels.offered, this.#instant(presentedAt)],
      [labels.claimed, this.#instant(claimedAt)],
      [labels.recorded, this.#instant(recordedAt)],
      [labels.flags, flags.map(flag => meanings[flag]).join('; ') || undefined],
    ];
    return html`<section><h2>${when}</h2>${list(rows)}</section>`;
  }

  how(): Html | undefined {
    const {act, body, altered} = this.#facts;
    const {how, claim, dropped, alteredBody, labels, made, modes, rules, seconds} = this.#words;
    if (body === undefined) return html`<section><h2>${how}</h2><p class="warn">${altered.includes('body') ? alteredBody : dropped}</p></section>`;
    if (!act) return undefined;
    const {shown} = act;
    const rows: Row[] = [
      [labels.mode, shown && (modes[shown.mode] ?? shown.mode)],
      [labels.statement, shown?.statement && html`<blockquote lang="${act.document.locale}"><bdi>${shown.statement}</bdi></blockquote>`],
      [labels.button, shown?.button && html`<bdi>${shown.button}</bdi>`],
      [labels.end, shown && this.#yes(shown.endReached)],
      [labels.open, shown && seconds(this.#count.format(shown.openMs / 1000))],
      [labels.explained, shown?.explained?.join(', ') || undefined],
      [labels.measured, measured(shown?.screen, labels)],
      [labels.rules, shown?.screen?.warnings?.map(rule => rules[rule] ?? rule).join('; ') || undefined],
      [labels.made, made(act.made.by, act.made.trusted)],
    ];
    return html`<section><h2>${how}</h2>${list(rows)}<p class="note">${claim}</p></section>${this.#choices()}`;
  }

  proof(): Html {
    const {entry, entryHash, kid, inclusion} = this.#facts;
    const {proof, proofNote, labels, chain, place, notLogged} = this.#words;
    const rows: Row[] = [
      [labels.bodyHash, code(entry.record.replace('sha256:', ''))],
      [labels.entryHash, code(entryHash.replace('sha256:', ''))],
      [labels.chain, chain(entry.seq)],
      [labels.key, code(kid)],
      [labels.log, inclusion && code(inclusion.signed.origin)],
      [labels.place, inclusion && place(inclusion.index, inclusion.size)],
      [labels.root, inclusion && code(encodeBase64(inclusion.signed.root))],
    ];
    return html`<section><h2>${proof}</h2><p class="note">${proofNote}</p>${list(rows)}${inclusion ? undefined : html`<p class="warn">${notLogged}</p>`}</section>`;
  }

  check(): Html {
    const {check, steps} = this.#words;
    return html`<section><h2>${check}</h2><ol>${steps.map(step => html`<li>${step}</li>`)}</ol></section>`;
  }

  words(): Html | undefined {
    const {text, entry: {document}} = this.#facts;
    // Each line in its own direction, and Han characters as the language of the text writes them.
    return text && html`<section class="long"><h2>${this.#words.words}</h2><pre class="words" lang="${document!.locale}">${text.words}</pre></section>`;
  }

  files(): Html {
    const {receipt, inclusion, body, keys, text} = this.#facts;
    const {appendix, receiptFile, publicationFile, keysFile} = this.#words;
    const {signed, ...bare} = inclusion ?? {};
    const figure = (name: string, content: object) => html`<figure><figcaption>${name}</figcaption><pre>${visible(content)}</pre></figure>`;
    const {published} = text ?? {};
    // As `assent verify` reads a record; JSON leaves out what is undefined.
    const publication = published && figure(publicationFile, {receipt: published.receipt, inclusion: published.inclusion, body: published.body});
    return html`<section class="long"><h2>${appendix}</h2>${figure(receiptFile, {receipt, inclusion: inclusion && bare, body})}${publication}${figure(keysFile, {keys})}</section>`;
  }

  #choices(): Html | undefined {
    const {act, text} = this.#facts;
    const asked = text?.consents ?? [];
    if (asked.length === 0 || act?.type !== 'accept') return undefined;
    const {choices} = act;
    // "No" would be an answer, and none was asked for: what was given before goes on.
    if (!choices) return html`<section><h2>${this.#words.choices}</h2><p class="note">${this.#words.notAsked}</p></section>`;
    const rows = asked.map(({id, title}): Row => [id, html`<bdi>${title}</bdi>: <b>${this.#yes(choices[id] ?? false)}</b>`]);
    return html`<section><h2>${this.#words.choices}</h2>${list(rows)}</section>`;
  }

  #language(tag: string): string {
    try {
      return `${this.#languages.of(tag)} (${tag})`;
    } catch {
      return tag; // a tag of the right form that names no language, such as en-a
    }
  }

  #setOff(clauses: readonly KeyClause[], locale: string): Html | undefined {
    if (clauses.length === 0) return undefined;
    return html`<ul lang="${locale}">${clauses.map(({clause, explanation}) => html`<li><bdi>${[clause, explanation].filter(Boolean).join(': ')}</bdi></li>`)}</ul>`;
  }

  #instant(instant: string | undefined): Html | undefined {
    return instant === undefined ? undefined : html`${this.date(instant)} <small><code>${instant}</code></small>`;
  }

  #yes(is: boolean): string {
    return is ? this.#words.yes : this.#words.no;
  }
}

/** A leaf in a tree of hashes, drawn. */
const MARK = new Html(`<svg viewBox="0 0 64 64" fill="none" stroke="currentColor" stroke-width="2" aria-hidden="true"><circle cx="32" cy="32" r="30"/><circle cx="32" cy="32" r="26" stroke-width=".8"/><path d="M32 16 20 30m12-14 12 14M20 30l-6 13m6-13 6 13m18-13-6 13m6-13 6 13"/><circle cx="32" cy="16" r="3" fill="#fff"/><circle cx="20" cy="30" r="3" fill="#fff"/><circle cx="44" cy="30" r="3" fill="#fff"/><circle cx="14" cy="43" r="2.6" fill="#fff"/><circle cx="26" cy="43" r="2.6" fill="currentColor"/><circle cx="38" cy="43" r="2.6" fill="#fff"/><circle cx="50" cy="43" r="2.6" fill="#fff"/></svg>`);

function list(rows: readonly Row[]): Html {
  const filled = rows.filter(([, value]) => value !== undefined && value !== '');
  return html`<dl>${filled.map(([label, value]) => html`<dt>${label}</dt><dd>${value}</dd>`)}</dl>`;
}

/** JSON in which every character can be seen, and copied as it is. */
function visible(value: object): string {
  return JSON.stringify(value).replace(UNSEEN, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function code(text: string): Html {
  return html`<code>${text}</code>`;
}

function measured(screen: Shown['screen'], {statement, button, contrast, distance: apart}: CertificateWords['labels']): string | undefined {
  if (!screen) return undefined;
  const {viewport, statementFontSize, statementContrast, buttonFontSize, buttonContrast, distance} = screen;
  const parts = [
    viewport && `${viewport.width} × ${viewport.height} px`,
    statementFontSize && `${statement} ${statementFontSize} px${statementContrast ? `, ${contrast} ${statementContrast}:1` : ''}`,
    buttonFontSize && `${button} ${buttonFontSize} px${buttonContrast ? `, ${contrast} ${buttonContrast}:1` : ''}`,
    distance !== undefined && `${apart} ${distance} px`,
  ].filter(Boolean);
  return parts.length > 0 ? parts.join(' · ') : undefined;
}
