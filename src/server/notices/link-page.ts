import type {SeparateConsent} from '../../document/model.js';
import {encodeBase64} from '../../protocol/base64.js';
import {problemCode, type Problem} from '../../protocol/problem.js';
import {chooseLocale} from '../choose-locale.js';
import type {linkAsks} from './links.js';

const STYLE = `
:root{color-scheme:light dark;font:16px/1.6 system-ui,sans-serif}
main{max-width:42rem;margin:0 auto;padding:1.5rem 1rem 4rem}
h1{font-size:1.5rem;line-height:1.25;overflow-wrap:anywhere}
pre{font:inherit;white-space:pre-wrap;unicode-bidi:plaintext;text-align:start;overflow-wrap:anywhere;border-top:1px solid;padding-top:1rem}
button{font:inherit;min-width:9rem;min-height:2.75rem;padding:.5rem 1rem;margin:0 .5rem .5rem 0;border:1px solid;border-radius:.375rem;background:Canvas;color:CanvasText;cursor:pointer}
button:hover{background:CanvasText;color:Canvas}
button:focus-visible{outline:2px solid;outline-offset:2px}
`;

/** The policy under which the page runs: its own style, its own form, and nothing else. */
export async function pagePolicy(): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(STYLE)));
  return `default-src 'none'; style-src 'sha256-${encodeBase64(digest)}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`;
}

/** What the page behind a link says. */
export interface LinkFacts {
  /** Whose it is. */
  site: string;
  title: string;
  version: string;
  summary: string | undefined;
  /** RFC 3339. */
  effectiveAt: string;
  declineUntil: string | undefined;
  fullText: string;
  /** What it asks for apart. */
  consents: readonly Pick<SeparateConsent, 'id' | 'title'>[];
  /** Where it is answered. */
  asks: ReturnType<typeof linkAsks>;
}

/** What came of an answer. */
export interface AnswerFacts {
  site: string;
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
  apart: string;
  elsewhere: string;
  effect: (date: string) => string;
  declineUntil: (date: string) => string;
  version: (version: string) => string;
  accepted: (title: string, version: string) => string;
  declined: (title: string, version: string) => string;
  recorded: (id: string, date: string) => string;
  /** Problems that a person meets, said otherwise than to a program. */
  problems: Record<string, Pick<Problem, 'title' | 'detail' | 'advice'>>;
}

const STRINGS: Record<string, Strings> = {
  en: {
    statement: 'By choosing “Agree” you accept the version above. This link works once.',
    accept: 'Agree',
    decline: 'Decline',
    apart: 'Besides, it asks for your separate consent to:',
    elsewhere: 'Read it here. To accept or decline it, please open the service itself, where this version asks for more than a button.',
    effect: date => `Takes effect on ${date}.`,
    declineUntil: date => `If you decline, the present version goes on for you until ${date}.`,
    version: version => `Version ${version}.`,
    accepted: (title, version) => `You accepted ${title}, version ${version}.`,
    declined: (title, version) => `You declined ${title}, version ${version}.`,
    recorded: (id, date) => `Recorded on ${date} under ${id}.`,
    problems: {},
  },
  'zh-CN': {
    statement: '选择“同意”即表示您接受上述版本。本链接仅可使用一次。',
    accept: '同意',
    decline: '不同意',
    apart: '此外，本版本还就以下事项征求您的单独同意：',
    elsewhere: '您可在此阅读全文。如需同意或不同意，请前往服务中操作：本版本在那里需要更多步骤。',
    effect: date => `生效时间：${date}。`,
    declineUntil: date => `如您不同意，现行版本对您继续有效至${date}。`,
    version: version => `版本 ${version}。`,
    accepted: (title, version) => `您已接受《${title}》版本 ${version}。`,
    declined: (title, version) => `您未接受《${title}》版本 ${version}。`,
    recorded: (id, date) => `已于${date}记录，编号 ${id}。`,
    problems: {
      link_invalid: {title: '链接无效', detail: '该链接并非由本服务签发，或其收件人已不在此处登记。', advice: '请从邮件中完整打开链接，或直接在服务中操作。'},
      link_expired: {title: '链接已失效', detail: '该链接已过期，或该次变更已被撤回。', advice: '如仍需答复，请直接在服务中操作。'},
      link_used: {title: '已经答复', detail: '该变更已有答复；本链接仅可使用一次。', advice: '如需更改，请直接在服务中操作。'},
    },
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
  const theirs = `lang="${escape(locale)}" dir="auto"`;
  const form = `<form method="post">
<p>${escape(strings.statement)}</p>
<p><button name="action" value="accept">${escape(strings.accept)}</button> <button name="action" value="decline">${escape(strings.decline)}</button></p>
</form>`;
  const {consents, asks} = facts;
  const apart = consents.length > 0 ? `<p>${escape(strings.apart)}</p>\n<ul>${consents.map(({title}) => `<li ${theirs}>${escape(title)}</li>`).join('')}</ul>` : '';
  const elsewhere = `${apart}\n<p><strong>${escape(strings.elsewhere)}</strong></p>`;
  return page(
    locale,
    facts.title,
    `<p>${escape(facts.site)}</p>
<h1 ${theirs}>${escape(facts.title)}</h1>
<p>${escape(strings.version(facts.version))} ${escape(strings.effect(date(facts.effectiveAt)))}</p>
${facts.summary ? `<p ${theirs}>${escape(facts.summary)}</p>` : ''}
${facts.declineUntil ? `<p>${escape(strings.declineUntil(date(facts.declineUntil)))}</p>` : ''}
${asks === 'below' ? '' : asks === 'elsewhere' ? elsewhere : form}
<pre lang="${escape(locale)}">${escape(facts.fullText)}</pre>
${asks === 'below' ? form : ''}`,
  );
}

/** Stands in a sentence for a title that is markup. */
const PLACE = '\ufffc';

/** The page that says what was answered. */
export function answerPage({site, type, title, version, id, at}: AnswerFacts, locale: string): string {
  const strings = stringsOf(locale);
  const heading = escape((type === 'accept' ? strings.accepted : strings.declined)(PLACE, version));
  // In its own direction, whatever that of the words around it.
  const whole = heading.replace(PLACE, () => `<bdi>${escape(title)}</bdi>`);
  return page(locale, title, `<p>${escape(site)}</p>\n<h1>${whole}</h1>\n<p>${escape(strings.recorded(id, dateIn(locale)(at)))}</p>`);
}

/** The page of a link that is of no use any more, in the language that the browser asks for. */
export function problemPage(problem: Problem, locale: string): string {
  const said = stringsOf(locale).problems[problemCode(problem)];
  const {title, detail, advice} = said ?? problem;
  return page(said ? locale : 'en', title, `<h1>${escape(title)}</h1>\n<p>${escape(detail)}</p>\n<p>${escape(advice)}</p>`);
}

/** A page in the language of its own words; those of others say theirs. */
function page(locale: string, title: string, body: string): string {
  return `<!doctype html>
<html lang="${ourLocale(locale)}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex"><title>${escape(title)}</title><style>${STYLE}</style></head>
<body><main>${body}</main></body></html>
`;
}

function ourLocale(locale: string): string {
  return chooseLocale(locale, Object.keys(STRINGS));
}

function stringsOf(locale: string): Strings {
  return STRINGS[ourLocale(locale)]!;
}

function dateIn(locale: string): (instant: string) => string {
  const format = new Intl.DateTimeFormat(ourLocale(locale), {dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC'});
  return instant => `${format.format(new Date(instant))} UTC`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);
}
