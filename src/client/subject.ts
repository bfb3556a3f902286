import * as v from 'valibot';
import {readStored} from '../outbox/item.js';
import type {Store} from '../outbox/store.js';
import {AssentError} from '../protocol/errors.js';
import {hashBytes} from '../protocol/hash.js';
import {ANONYMOUS_HEADER} from '../protocol/routes.js';
import {uncheckedPayload} from '../protocol/unchecked-payload.js';
import type {AssentOptions} from './assent.js';

/** Where the id of this device's visitor is kept. */
export const ANONYMOUS = 'anonymous';
export const AnonymousSchema = v.object({v: v.literal(1), id: v.string()});

/** Whom a client acts for, and how a request says so. */
export interface Person {
  /** The device's own name for them: keeps people on it apart, and tells nobody who they are. */
  key: string;
  /** Headers that vouch for them. Asks the host for a token; throws `subject_required` or `subject_mismatch`. */
  headers(signal?: AbortSignal): Promise<Record<string, string>>;
  /** What `headers` gave last, for a page that is going away. */
  lastHeaders(): Record<string, string> | undefined;
  /** Whether there is a token that could be renewed. */
  account: boolean;
  /** They have signed out: what is answered from then on is not kept here. */
  left?: true;
}

/** Where a person's standing is kept on this device. */
export const standingKey = ({key}: Person): string => `standing/${key}`;

/** The person of the options: an account by its tokens, or an anonymous visitor by an id kept per site, a new one if there is none. */
export async function identify({site, subject, getSubjectToken}: AssentOptions, store: Store, newVisitor?: string): Promise<Person> {
  if (subject === undefined || !getSubjectToken) return anonymous(await anonymousId(store, newVisitor));
  let last: Record<string, string> | undefined;
  return {
    // A digest: the database of a shared device need not say who has used it.
    key: 'account.' + (await hashBytes(`${site} ${subject}`)).slice(7, 39),
    account: true,
    async headers(signal) {
      const token = await hostToken(getSubjectToken, signal);
      const named = tokenSubject(token);
      if (named !== undefined && named !== subject) {
        throw new AssentError('subject_mismatch', 'getSubjectToken gave a token for somebody else.', {
          advice: 'Make a new client for each person.',
        });
      }
      return (last = {authorization: `Bearer ${token}`});
    },
    lastHeaders: () => last,
  };
}

async function hostToken(ask: NonNullable<AssentOptions['getSubjectToken']>, signal: AbortSignal | undefined): Promise<string> {
  let cause: unknown;
  try {
    const token = await ask(signal ? {signal} : {});
    if (token) return token;
  } catch (error) {
    cause = error;
  }
  throw new AssentError('subject_required', 'getSubjectToken gave no token.', {advice: 'See the cause, or sign in again.', cause});
}

/** Makes the next anonymous visitor of this device another one. */
export function forgetAnonymous(store: Store): Promise<void> {
  return store.change([], () => ({writes: [[ANONYMOUS, undefined]], result: undefined}));
}

/** A visitor, by the id that this device keeps. */
export function anonymous(id: string): Person {
  const headers = {[ANONYMOUS_HEADER]: id};
  return {key: `anonymous.${id}`, account: false, headers: async () => headers, lastHeaders: () => headers};
}

async function anonymousId(store: Store, fresh = crypto.randomUUID() as string): Promise<string> {
  const kept = readStored(AnonymousSchema, await store.get(ANONYMOUS));
  if (kept) return kept.id;
  // Two tabs may be here at once: the transaction lets only the first make one.
  return store.change([ANONYMOUS], ([stored]) => {
    const other = readStored(AnonymousSchema, stored);
    const id = other?.id ?? fresh;
    return {writes: other ? [] : [[ANONYMOUS, {v: 1, id}]], result: id};
  });
}

/** The `sub` of a token (RFC 7519 §4.1.2), unchecked: it only notices a host that mixes people up. */
function tokenSubject(token: string): unknown {
  try {
    return (uncheckedPayload(token) as {sub?: unknown}).sub;
  } catch {
    return undefined;
  }
}
