// The script tag. Built twice: into dist/assent.js, a loader that fetches the rest only when it is needed and
// only with the integrity that the build gave it, and into dist/assent.bundle.js, which has it all inside.
import type {Assent} from './client/assent.js';
import {firstLocale} from './client/first-locale.js';
import {headStart} from './client/head-start.js';
import {hasNews, isFirstVisit, readHint} from './client/hint.js';
import {FURTHER, parsed} from './elements/further.js';
import type {ScriptOptions} from './elements/start.js';

/** Whether the second stage is inside this file; written by the build, as is the next. */
declare const ASSENT_INSIDE: boolean;
/** The folder of the second stage beside the loader, the integrity of `stage.js`, and the table of what it loads later. */
declare const ASSENT_STAGE: {
  dir: string;
  integrity: string;
  table: [file: string, integrity: string];
};

type Call = (assent: Assent) => void;

/** What a page finds at `window.assent`; until then an array of calls does (`(window.assent ||= []).push(…)`). */
interface ScriptApi {
  /** Calls back with the client, once it is there; loads the rest where a returning visitor has not. */
  push(...calls: Call[]): void;
  readonly ready: Promise<Assent>;
}

declare global {
  interface Window {
    assent?: Call[] | ScriptApi;
  }
}

const script = ownScript();
if (script) boot(script);

function boot(element: HTMLScriptElement): void {
  const options = readOptions(element);
  if (!options) return;
  let loading: Promise<Assent> | undefined;
  const load = () => (loading ??= open());
  const open = async () => {
    // By the time that the rest is here, the way to the backend is open, and a first visit has asked.
    addLink({rel: 'preconnect', crossOrigin: 'anonymous', href: options.endpoint});
    const begun = isFirstVisit(options) ? headStart({...options, token: element.dataset.subjectToken ?? ''}) : undefined;
    return (await importStage(element.src, options)).start(options, begun);
  };
  const fail = (error: unknown) => console.error('[assent] The terms could not be loaded.', error);
  const api: ScriptApi = {
    push: (...calls) => {
      for (const call of calls) load().then(call).catch(fail);
    },
    get ready() {
      return load();
    },
  };
  const queue = window.assent;
  // A named element (<a id=assent>) is found at window.assent as well; only a queue is taken over.
  window.assent = api;
  if (Array.isArray(queue)) api.push(...queue);
  const nowMs = Date.now();
  const writtenMs = readHint(options, nowMs);
  if (!writtenMs) return void load().catch(fail);
  // Who owes nothing may still look at a page that holds elements of ours; a backend that cannot be asked has no news.
  const found = parsed().then(() => !!document.querySelector(FURTHER));
  for (const reason of [found, hasNews(options, writtenMs, nowMs).catch(() => false)]) reason.then(is => void (is && load().catch(fail)));
}

/** The element that runs us. Read from the prototype: `<img name=currentScript>` would shadow it on `document`. */
function ownScript(): HTMLScriptElement | undefined {
  const getter = Object.getOwnPropertyDescriptor(Document.prototype, 'currentScript')?.get;
  const element: unknown = getter?.call(document);
  return element instanceof HTMLScriptElement ? element : undefined;
}

function readOptions(element: HTMLScriptElement): ScriptOptions | undefined {
  const {endpoint, site, documents, locale} = element.dataset;
  // Of the element, since `<img name=baseURI>` would shadow that of the document.
  const base = element.baseURI;
  if (!endpoint || !site || !URL.canParse(endpoint, base)) {
    console.error('[assent] The script tag needs data-endpoint and data-site.');
    return undefined;
  }
  // Read anew whenever one is needed: the page may renew the attribute.
  const token = () => element.dataset.subjectToken ?? '';
  return {
    endpoint: new URL(endpoint, base).href.replace(/\/?$/, '/'),
    site,
    documents: documents?.split(/[\s,]+/).filter(Boolean) ?? [],
    locale: firstLocale(locale, document.documentElement.lang, navigator.language),
    subject: tokenSubject(token()),
    ...(token() && {getSubjectToken: token}),
  };
}

/** The `sub` of a token (RFC 7519 §4.1.2), unchecked: it only keeps people on this device apart. Of what is no token the backend will say so. */
function tokenSubject(token: string): string {
  try {
    const payload = atob((token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/'));
    return String(JSON.parse(payload).sub);
  } catch {
    return token;
  }
}

function addLink(link: Partial<HTMLLinkElement>): void {
  document.head.append(Object.assign(document.createElement('link'), link));
}

async function importStage(base: string, {locale}: ScriptOptions): Promise<typeof import('./elements/start.js')> {
  if (ASSENT_INSIDE) return import('./elements/start.js');
  const {dir, integrity, table} = ASSENT_STAGE;
  // A preload with integrity makes the import of the same URL fail unless the bytes are those that we were
  // built with: import() has no integrity of its own.
  const preload = (file: string, integrity: string) => {
    const {href} = new URL(`${dir}/${file}`, base);
    addLink({rel: 'modulepreload', crossOrigin: 'anonymous', integrity, href});
    return href;
  };
  const stage = preload('stage.js', integrity);
  // The words of other languages are a file of their own, which the stage looks up here.
  if (!/^en\b/i.test(locale)) preload(...table);
  return import(/* @vite-ignore */ stage);
}
