import {render} from 'lit';
import type {TermsDocument} from '../document/model.js';
import {directionOf, extendEnglish, type Localizer} from './localizer.js';
import {rowView, type RowContext} from './row-view.js';
import {rowsOf} from './rows.js';
import {further} from './strings/en-further.js';

/** What a copy says of its text. */
export interface CopyOf {
  terms: TermsDocument;
  /** `sha256:…`, where it is known. */
  hash: string | undefined;
  context: RowContext;
  words: Localizer;
}

/** A page that needs nothing else: it opens from a disk, prints well and has no script in it. */
const PAGE_STYLE = `
body{max-width:44em;margin:2em auto;padding:0 1em;font:1em/1.6 Georgia,"Songti SC","Noto Serif CJK SC",serif;color:#111;background:#fff}
:lang(zh),:lang(ja),:lang(ko){line-height:1.8}h1{line-height:1.25}.about,.preamble{color:#555;font-size:.9em}.about{border-bottom:1px solid #bbb;padding-bottom:1em}
.about code{overflow-wrap:anywhere}.row{display:grid;grid-template-columns:4em minmax(0,1fr);align-items:baseline;padding:.3em 0}.words,.heading>:last-child{grid-column:2;min-width:0}
.in{padding-left:4em;grid-template-columns:2.5em minmax(0,1fr)}.d2{padding-left:6em}.d3{padding-left:8em}.d4{padding-left:10em}
.heading{grid-column:1/-1;display:grid;grid-template-columns:subgrid;font-weight:700;break-after:avoid}.l1>.heading{font-size:1.15em}.head{padding-top:1em}
.words>*{margin:0}.words>*+*{margin-top:.6em}.key{border-left:3px solid #8f5600;padding-left:.6em;margin-left:-.8em}.badge{grid-column:2;margin:0;font-size:.85em;font-weight:700}
.badge p{font-weight:400;margin:.3em 0}summary{list-style:none}table{border-collapse:collapse;width:100%}th,td{border:1px solid #bbb;padding:.3em .6em;text-align:start;vertical-align:top}
.right{text-align:end}.center{text-align:center}pre{white-space:pre-wrap}.unseen{display:none}a{color:inherit}
@media print{body{margin:0;max-width:none;font-size:10.5pt}.row{break-inside:avoid-page}}`;

/** Prints the whole document, whatever of it is drawn on the page. */
export async function printCopy(copy: CopyOf): Promise<void> {
  const frame = document.createElement('iframe');
  frame.hidden = true;
  document.body.append(frame);
  const {contentWindow: view, contentDocument: page} = frame;
  fill(page!, copy);
  // Made in the frame, where our page's policy may forbid a style element.
  const sheet = new (view as Window & typeof globalThis).CSSStyleSheet();
  await sheet.replace(PAGE_STYLE);
  page!.adoptedStyleSheets = [sheet];
  view!.addEventListener('afterprint', () => frame.remove());
  view!.print();
}

/** Hands the person one file with the whole document, its version, hash and the day. */
export function saveCopy(copy: CopyOf): void {
  const {id, version, locale} = copy.terms;
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([pageOf(copy)], {type: 'text/html'}));
  link.download = `${id}-${version}-${locale}.html`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** The file: HTML without a script. */
export function pageOf(copy: CopyOf): string {
  const page = document.implementation.createHTMLDocument();
  fill(page, copy);
  // Written into the text: a page's policy may forbid a style element even where none is shown.
  const html = page.documentElement.outerHTML.replace('<head>', () => `<head><meta charset="utf-8"><style>${PAGE_STYLE}</style>`);
  return `<!doctype html>\n${html}`;
}

function fill(page: Document, {terms, hash, context, words}: CopyOf): void {
  extendEnglish(further);
  const {title, version, locale, preamble = [], content, keyClauses} = terms;
  page.title = title;
  page.documentElement.lang = locale;
  page.documentElement.dir = directionOf(locale);
  const heading = page.createElement('h1');
  heading.textContent = title;
  const about = page.createElement('p');
  about.className = 'about';
  about.lang = words.locale;
  const facts = [words.text('version', {version}), words.text('copied', {date: words.date(new Date().toISOString())})];
  about.append(facts.join(' · '));
  if (hash) about.append(page.createElement('br'), Object.assign(page.createElement('code'), {textContent: hash}));
  page.body.append(heading, about);
  for (const [kind, blocks] of [['preamble', preamble], ['text', content]] as const) {
    const drawn = document.createElement('div');
    render(rowsOf(blocks, keyClauses).map(row => rowView(row, context)), drawn);
    drawn.className = kind;
    tidy(drawn);
    page.body.append(page.adoptNode(drawn));
  }
}

/** Takes out what only a page on a screen needs: Lit's markers, parts and stops for the Tab key; opens what is folded. */
function tidy(drawn: HTMLElement): void {
  const comments = document.createTreeWalker(drawn, NodeFilter.SHOW_COMMENT);
  const markers: Comment[] = [];
  while (comments.nextNode()) markers.push(comments.currentNode as Comment);
  markers.forEach(marker => marker.remove());
  for (const element of drawn.querySelectorAll('[part], [tabindex]')) {
    element.removeAttribute('part');
    element.removeAttribute('tabindex');
  }
  drawn.querySelectorAll('details').forEach(details => details.setAttribute('open', ''));
}
