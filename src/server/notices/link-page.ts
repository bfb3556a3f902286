import {encodeBase64} from '../../protocol/base64.js';
import {chooseLocale} from '../choose-locale.js';

const STYLE = `
:root{color-scheme:light dark;font:16px/1.6 system-ui,sans-serif}
body{max-width:42rem;margin:0 auto;padding:1.5rem 1rem 4rem}
h1{font-size:1.5rem;line-height:1.25;overflow-wrap:anywhere}
pre{font:inherit;white-space:pre-wrap;overflow-wrap:anywhere;border-top:1px solid;padding-top:1rem}
button{font:inherit;min-width:9rem;min-height:2.75rem;padding:.5rem 1rem;margin:0 .5rem .5rem 0;border:1px solid;border-radius:.375rem;background:Canvas;color:CanvasText;cursor:pointer}
button:hover{background:CanvasText;color:Canvas}
`;

/** The policy under which the page runs: its own style, its own form, and nothing else. */
export async function pagePolicy(): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(STYLE)));
  return `default-src 'none'; style-src 'sha256-${encodeBase64(digest)}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`;
}

/** What the page behind a link says. */
export interface LinkFacts {
  title: string;
  version: string;
  summary: string | undefined;
  /** RFC 3339. */
  effectiveAt: string;
  declineUntil: string | undefined;
  fullText: string;
}

/** What came of an answer. */
export interface AnswerFacts {
  type: 'accept' | 'decline';
  title: string;
  version: string;
  id: string;
  at: string;
}

interface Strings {
  statement: string;
  accept: string;
  decline: string;
  effect: (date: string) => string;
  declineUntil: (date: string) => string;
  version: (version: string) => string;
  accepted: (title: string, version: string) => string;
  declined: (title: string, version: string) => string;
  recorded: (id: string, date: string) => string;
}

const STRINGS: Record<string, Strings> = {
  en: {
    statement: 'By choosing “Agree” you accept the version above. This link works once.',
    accept: 'Agree',
    decline: 'Decline',
    effect: date => `Takes effect on ${date}.`,
    declineUntil: date => `If you decline, the present version goes on for you until ${date}.`,
    version: version => `Version ${version}`,
    accepted: (title, version) => `You accepted ${title}, version ${version}.`,
    declined: (title, version) => `You declined ${title}, version ${version}.`,
    recorded: (id, date) => `Recorded on ${date} under ${id}.`,
  },
  'zh-CN': {
    statement: '选择“同意”即表示您接受上述版本。本链接仅可使用一次。',
    accept: '同意',
    decline: '不同意',
    effect: date => `生效时间：${date}。`,
    declineUntil: date => `如您不同意，现行版本对您继续有效至${date}。`,
    version: version => `版本 ${version}`,
    accepted: (title, version) => `您已接受《${title}》版本 ${version}。`,
    declined: (title, version) => `您未接受《${title}》版本 ${version}。`,
    recorded: (id, date) => `已于${date}记录，编号 ${id}。`,
  },
};

/** The words that the person sees beside the buttons: they are written into the record. */
export function linkWords(locale: string, type: 'accept' | 'decline'): {statement: string; button: string} {
  const strings = stringsOf(locale);
  return {statement: strings.statement, button: strings[type]};
}

/** The page that shows a change and asks. It works without script, and answers only to a press of a button. */
export function askPage(facts: LinkFacts, locale: string): string {
  const strings = stringsOf(locale);
  const date = dateIn(locale);
  return page(
    locale,
    facts.title,
    `<h1>${escape(facts.title)}</h1>
<p>${escape(strings.version(facts.version))}. ${escape(strings.effect(date(facts.effectiveAt)))}</p>
${facts.summary ? `<p>${escape(facts.summary)}</p>` : ''}
${facts.declineUntil ? `<p>${escape(strings.declineUntil(date(facts.declineUntil)))}</p>` : ''}
<form method="post">
<p>${escape(strings.statement)}</p>
<p><button name="action" value="accept">${escape(strings.accept)}</button> <button name="action" value="decline">${escape(strings.decline)}</button></p>
</form>
<pre>${escape(facts.fullText)}</pre>`,
  );
}

/** The page that says what was answered. */
export function answerPage({type, title, version, id, at}: AnswerFacts, locale: string): string {
  const strings = stringsOf(locale);
  const heading = type === 'accept' ? strings.accepted(title, version) : strings.declined(title, version);
  return page(locale, title, `<h1>${escape(heading)}</h1>\n<p>${escape(strings.recorded(id, dateIn(locale)(at)))}</p>`);
}

/** The page of a link that is of no use any more. */
export function problemPage({title, detail, advice}: {title: string; detail: string; advice: string}): string {
  return page('en', title, `<h1>${escape(title)}</h1>\n<p>${escape(detail)}</p>\n<p>${escape(advice)}</p>`);
}

function page(locale: string, title: string, body: string): string {
  return `<!doctype html>
<html lang="${escape(locale)}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex"><title>${escape(title)}</title><style>${STYLE}</style></head>
<body>${body}</body></html>
`;
}

function stringsOf(locale: string): Strings {
  return STRINGS[chooseLocale(locale, Object.keys(STRINGS))]!;
}

function dateIn(locale: string): (instant: string) => string {
  const format = new Intl.DateTimeFormat(chooseLocale(locale, Object.keys(STRINGS)), {dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC'});
  return instant => `${format.format(new Date(instant))} UTC`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);
}
