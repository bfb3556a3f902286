import type {Act, Agreement, AgreementStatus, Offer} from './agreement.js';

/** What of a publication bears on how people stand to it. */
export type Term = Pick<Offer, 'version' | 'effectiveAt' | 'assent' | 'change' | 'audience' | 'declineUntil' | 'renewMonths'> & {
  /** An announcement that was taken back asks nobody, and binds nobody who accepted it in advance. */
  withdrawnAt?: string | undefined;
};

/** What of an act bears on a status. */
export type Deed = Pick<Act, 'type' | 'version' | 'at'>;

/** How a subject stands to a document, and to which of its versions. */
export interface AgreementState<T extends Term> {
  status: AgreementStatus;
  /** The version that the subject is bound by: the last one in force that they accepted. */
  binding?: T;
  /** The version to ask about (`none`, `due`) or to announce (`notice`). */
  asked?: T;
  /** A declined version is in force, and the one before it goes on until then (RFC 3339). */
  until?: string;
}

/** Whoever first learns of new terms has a day before their use can mean assent. */
export const NOTICE_SETTLES_MS = 86_400_000;

/** The version in force at a moment, or undefined while all are only announced. Order does not matter. */
export function inForce<T extends Pick<Term, 'effectiveAt'>>(publications: readonly T[], now: Date): T | undefined {
  return byEffect(publications).findLast(({effectiveAt}) => Date.parse(effectiveAt) <= now.getTime());
}

/** The publications that are meant for a subject, by effect: neither withdrawn nor for another audience. */
export function publicationsFor<T extends Pick<Term, 'version' | 'effectiveAt' | 'audience' | 'withdrawnAt'>>(publications: readonly T[], acts: readonly Deed[]): T[] {
  return byEffect(publications.filter(({withdrawnAt}) => !withdrawnAt)).filter(({audience = 'everyone', effectiveAt}, index, ordered) => {
    const before = acts.some(
      ({type, version, at}) =>
        ['accept', 'continue'].includes(type) && Date.parse(at) < Date.parse(effectiveAt) && ordered.slice(0, index).some(other => other.version === version),
    );
    return audience === 'everyone' || before === (audience === 'existing');
  });
}

/**
 * How a subject stands to a document: a function of what was published, what they did (in the order of their
 * chain) and a clock. Client and server call the same one, so that they cannot disagree.
 */
export function agreementStatus(publications: readonly Term[], acts: readonly Deed[], now: Date): AgreementStatus {
  return agreementState(publications, acts, now).status;
}

/** As `agreementStatus`, with the versions that it hangs on. */
export function agreementState<T extends Term>(publications: readonly T[], acts: readonly Deed[], now: Date): AgreementState<T> {
  const terms = publicationsFor(publications, acts);
  const verdicts = verdictsOf(terms, acts);
  const last = acts.findLast(({type}) => ANSWERS.includes(type));
  if (last?.type === 'withdraw') return {status: 'withdrawn'};

  const at = terms.findLastIndex(({effectiveAt}) => Date.parse(effectiveAt) <= now.getTime());
  const held = heldAt(terms, verdicts, {at, nowMs: now.getTime()});
  const asks = ({assent, change}: Term) => assent !== 'none' && (change === 'material' || held < 0);
  const open = terms.slice(held + 1, at + 1).filter(asks);
  const binding = held < 0 ? {} : {binding: terms[held]!};

  let until: string | undefined;
  if (open.length > 0) {
    // Whoever answered the newest change, or a later wording of it, has answered for those before it.
    const top = open.findLast(({change}) => change === 'material') ?? open[0]!;
    const declined = terms.slice(terms.indexOf(top), at + 1).some(({version}) => verdicts.get(version)?.type === 'decline');
    until = declined && held >= 0 ? top.declineUntil : undefined;
    if (declined && !(until && now.getTime() < Date.parse(until))) return {status: 'declined'};
    if (!declined) {
      if (held >= 0 && open.every(({assent}) => assent === 'continued-use')) return {status: 'notice', ...binding, asked: top};
      if (isNewcomer(verdicts, acts) && takesNewcomersByUse(terms[at]!)) return {status: 'notice', asked: terms[at]!};
      return {status: last ? 'due' : 'none', ...binding, asked: terms[at]!};
    }
  }
  const next = terms.slice(at + 1).find(term => asks(term) && !verdicts.has(term.version));
  if (next) return {status: 'notice', ...binding, asked: next, ...(until && {until})};
  if (at < 0 && last?.type === 'decline') return {status: 'declined'};
  return {status: 'current', ...binding, ...(until && {until})};
}

/**
 * The `notice` of a version that going on using the service now would accept; undefined where use means nothing:
 * no notice was shown or delivered, its date or a day since has not passed, or the subject has answered.
 */
export function continuable<D extends Deed>(publications: readonly Term[], acts: readonly D[], {version, use}: {version: string; use: Date}): D | undefined {
  const terms = publicationsFor(publications, acts);
  return noticeOf(terms, verdictsOf(terms, acts), acts, {version, useMs: use.getTime()});
}

/** Whether a person who stands so has agreed, or is not asked yet. */
export function mayGoOn(status: AgreementStatus): boolean {
  return status === 'current' || status === 'notice';
}

/** Whether a person who stands so waits to be asked. */
export function owesAnswer(status: AgreementStatus): boolean {
  return status === 'none' || status === 'due';
}

/**
 * Whether a page brings a document up by itself: one of those that it names; of all where it names none, but not what is
 * asked on use, unless what the person agreed to is about to change.
 */
export function isForArrival({document, ask, status, acts}: Agreement, named: readonly string[] | undefined): boolean {
  return named?.[0] ? named.includes(document) : ask !== 'on-use' || (status === 'notice' && acts.length > 0);
}

/** Whether a page asks for a document now: it waits for an answer, and the page brings it up. */
export function isAskedNow(agreement: Agreement, named: readonly string[] | undefined): boolean {
  return owesAnswer(agreement.status) && isForArrival(agreement, named);
}

/** An instant some months later in UTC: on the same day, or on the last one of a month that lacks it. */
export function monthsLater(instant: string, months: number): Date {
  const date = new Date(instant);
  const day = date.getUTCDate();
  date.setUTCMonth(date.getUTCMonth() + months);
  if (date.getUTCDate() !== day) date.setUTCDate(0);
  return date;
}

/** Somebody who has never accepted is asked for a click, unless the version in force was published for newcomers by use. */
function takesNewcomersByUse({assent, audience}: Term): boolean {
  return assent === 'continued-use' && audience === 'new';
}

function isNewcomer(verdicts: ReadonlyMap<string, Deed>, acts: readonly Deed[]): boolean {
  return verdicts.size === 0 && !acts.some(({type}) => type === 'withdraw');
}

/** What answers a question about terms; an appeal, say, is about them and answers none. */
export const ANSWERS: readonly string[] = ['accept', 'continue', 'decline', 'withdraw'];

/** The last answer to each version since the last withdrawal. */
function verdictsOf(terms: readonly Term[], acts: readonly Deed[]): Map<string, Deed> {
  const verdicts = new Map<string, Deed>();
  for (const [index, act] of acts.entries()) {
    const {type, version, at} = act;
    if (type === 'withdraw') verdicts.clear();
    else if (type === 'accept' || type === 'decline') verdicts.set(version, act);
    else if (type === 'continue' && noticeOf(terms, verdicts, acts.slice(0, index), {version, useMs: Date.parse(at)})) verdicts.set(version, act);
  }
  return verdicts;
}

/** Where the version stands that was accepted last among those in force; -1 for none, or one that is to be renewed. */
function heldAt(terms: readonly Term[], verdicts: ReadonlyMap<string, Deed>, {at, nowMs}: {at: number; nowMs: number}): number {
  const held = terms.findLastIndex(({version}, index) => index <= at && ['accept', 'continue'].includes(verdicts.get(version)?.type ?? ''));
  const {version, renewMonths, effectiveAt} = terms[held] ?? {};
  if (!renewMonths) return held;
  const {at: accepted} = verdicts.get(version!)!;
  const since = Date.parse(accepted) > Date.parse(effectiveAt!) ? accepted : effectiveAt!;
  return nowMs < monthsLater(since, renewMonths).getTime() ? held : -1;
}

function noticeOf<D extends Deed>(
  terms: readonly Term[],
  verdicts: ReadonlyMap<string, Deed>,
  acts: readonly D[],
  {version, useMs}: {version: string; useMs: number},
): D | undefined {
  const at = terms.findIndex(term => term.version === version);
  if (at < 0 || verdicts.has(version) || useMs < Date.parse(terms[at]!.effectiveAt)) return undefined;
  const held = heldAt(terms, verdicts, {at, nowMs: useMs});
  const byUse = ({assent, change}: Term) => assent === 'continued-use' || change === 'editorial' || assent === 'none';
  if (held < 0) {
    const isInForce = terms.every(({effectiveAt}, index) => index <= at || Date.parse(effectiveAt) > useMs);
    if (!isInForce || !isNewcomer(verdicts, acts) || !takesNewcomersByUse(terms[at]!)) return undefined;
  } else if (terms[at]!.assent !== 'continued-use' || !terms.slice(held + 1, at).every(byUse)) return undefined;
  return acts.find(act => act.type === 'notice' && act.version === version && Date.parse(act.at) + NOTICE_SETTLES_MS <= useMs);
}

function byEffect<T extends Pick<Term, 'effectiveAt'>>(publications: readonly T[]): T[] {
  return publications.toSorted((a, b) => Date.parse(a.effectiveAt) - Date.parse(b.effectiveAt));
}
