import {inForce, isAskedNow} from '../protocol/agreement-status.js';
import type {Agreements} from '../protocol/agreement.js';
import {ANONYMOUS_HEADER, ROUTES} from '../protocol/routes.js';
import type {Fetch} from './transport.js';

const TIMEOUT_MS = 20_000;

/** Whom and what a script tag will ask for, once the rest of it is there. */
export interface FirstQuestion {
  /** Ends in a slash. */
  endpoint: string;
  site: string;
  locale: string;
  /** Documents that the page asks for; none for all. */
  documents: readonly string[];
  /** Of an account; without one it is a visitor who was never here. */
  token: string;
}

/** What was asked for meanwhile. */
export interface HeadStart {
  /** Hands on an answer that is under way to the very request that would ask for it; sends any other. */
  fetch: Fetch;
  /** The id that it was asked under: the visitor's, unless the device turns out to know them by another. */
  newVisitor: string;
}

/**
 * Asks the backend the first two questions of a first visit, what is owed and for the text, while the code that will ask
 * them is loading. Only a head start: that code checks answers as ever, and asks anew where it means another visitor.
 */
export function headStart({endpoint, site, locale, documents, token}: FirstQuestion): HeadStart {
  const begun = new Map<string, {headers: string; answer: Promise<Response>}>();
  const newVisitor = crypto.randomUUID();

  function begin(path: string, search: Record<string, string>, headers: Record<string, string>): Promise<Response> {
    // As the transport writes it.
    const url = `${endpoint}${path}?${new URLSearchParams({site, ...search})}`;
    const answer = fetch(url, {credentials: 'omit', headers, signal: AbortSignal.timeout(TIMEOUT_MS)});
    begun.set(url, {headers: JSON.stringify(headers), answer});
    return answer;
  }

  begin(ROUTES.agreements, {locale}, token ? {authorization: `Bearer ${token}`} : {[ANONYMOUS_HEADER]: newVisitor})
    .then(async answer => {
      const {agreements}: Agreements = await answer.clone().json();
      const first = agreements.find(agreement => isAskedNow(agreement, documents));
      if (first) await begin(`${ROUTES.documents}/${(inForce(first.offers, new Date()) ?? first.offers[0])!.text.hash}`, {}, {});
    })
    .catch(() => {}); // whoever asks in earnest finds out

  return {
    newVisitor,
    fetch: (url, init) => {
      const early = begun.get(url.href);
      begun.delete(url.href);
      const send = () => fetch(url, init);
      return early?.headers === JSON.stringify(init.headers) ? early.answer.catch(send) : send();
    },
  };
}
