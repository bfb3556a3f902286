import type {Agreement, Offer} from '../protocol/agreement.js';
import {agreementState, continuable} from '../protocol/agreement-status.js';
import {AssentError, isAssentError} from '../protocol/errors.js';
import type {RecordType, Shown} from '../protocol/record.js';
import type {AgreementBook} from './agreement-book.js';
import type {ActOptions, Assent, AssentAct, NoticedOptions, UsedOptions} from './assent.js';
import type {Timekeeper} from './clock.js';
import type {Quoted} from './compose-record.js';

const MAX_WHAT = 200;

/** What of a client this needs. */
export interface Desk {
  client: Assent;
  time: Timekeeper;
  book: AgreementBook;
  act: (type: RecordType, document: string, options: ActOptions & Quoted) => Promise<AssentAct>;
}

/** A use that may mean assent: whoever shows the notice says what is on the screen, and hears what came of it. */
export class AssentUseEvent extends Event {
  readonly document: string;
  readonly version: string;
  /** The words on the screen and the button by which it could be refused; without them nothing is recorded. */
  shown?: Shown;
  /** The text that they are about, where it is not the one of the client's own language. */
  hash?: string;
  /** Called with the `continue`, once it is safe on this device. */
  made?: (act: AssentAct) => void;

  constructor(document: string, version: string) {
    super('use');
    this.document = document;
    this.version = version;
  }
}

/** One at a time in a page: the second one sees what the first has made. */
const turns = new WeakMap<Assent, Promise<unknown>>();

function inTurn<T>(client: Assent, work: () => Promise<T>): Promise<T> {
  const turn = (turns.get(client) ?? Promise.resolve()).then(work, work);
  turns.set(client, turn);
  return turn;
}

/** Records that a change was shown on this device; once for a version. Undefined where it was recorded before, or is not offered. */
export function recordNotice(desk: Desk, document: string, options: NoticedOptions): Promise<AssentAct | undefined> {
  return inTurn(desk.client, () => notice(desk, document, options));
}

async function notice({client, book, act}: Desk, document: string, {hash, channel, shown}: NoticedOptions): Promise<AssentAct | undefined> {
  // The element that shows it may speak another language than the client.
  const [offer, receipts, items] = await Promise.all([offered(book, client.locale, document, hash), client.receipts(), client.outbox.list()]);
  const told = [...receipts.map(({entry}) => entry), ...items].some(
    one => one.type === 'notice' && one.document.id === document && one.document.version === offer?.version,
  );
  if (!offer || told) return undefined;
  const {announcedAt, effectiveAt, summary} = offer;
  const quoted = {channel, announcedAt, effectiveAt, ...(summary !== undefined && {summary})};
  return act('notice', document, {hash, shown, notice: quoted, made: {by: 'ui', trusted: false}});
}

async function offered(book: AgreementBook, locale: string, document: string, hash: string): Promise<Offer | undefined> {
  try {
    const {offer} = await book.offer(locale, document, hash);
    // Of what was accepted already there is nothing to tell.
    return 'announcedAt' in offer ? (offer as Offer) : undefined;
  } catch (error) {
    if (isAssentError(error) && error.code === 'not_offered') return undefined;
    throw error;
  }
}

/** Records each change that this use accepts; see the decision on what the use of a service can prove. */
export async function recordUse(desk: Desk, what: string, options: UsedOptions = {}): Promise<AssentAct[]> {
  if (!what.trim() || what.length > MAX_WHAT) {
    throw new AssentError('invalid_message', `What was used is said in 1 to ${MAX_WHAT} characters.`, {advice: 'Say it as `Joined a room`.'});
  }
  const activation = globalThis.navigator?.userActivation;
  // Nobody has touched this page: whatever runs in it was not done by a person.
  if (activation?.hasBeenActive === false) return [];
  const usedMs = desk.time.now();
  const made = options.made ?? {by: 'api', trusted: activation?.isActive === true};
  return inTurn(desk.client, () => use(desk, {usedMs, what: what.trim()}, {...options, made}));
}

async function use({client, time, act}: Desk, {usedMs, what}: {usedMs: number; what: string}, {documents, shown, locale, made}: UsedOptions): Promise<AssentAct[]> {
  // The server's clock has to say so too; while it is not known, nothing counts.
  if (!time.synced && !(await client.agreements({fresh: true}).catch(() => undefined))) return [];
  const [agreements, items] = await Promise.all([client.agreements({locale}), client.outbox.list()]);
  const waiting = new Set(items.map(({id}) => id));
  const acts: AssentAct[] = [];
  for (const agreement of agreements.filter(({document}) => !documents || documents.includes(document))) {
    const {document} = agreement;
    const found = restingOn(agreement, waiting, [new Date(usedMs), time.serverNow()]);
    // One that was refused for good is not tried again and again.
    if (!found || items.some(item => item.type === 'continue' && item.document.id === document && item.document.version === found.offer.version)) continue;
    const {offer, notice} = found;
    const event = new AssentUseEvent(document, offer.version);
    client.dispatchEvent(event);
    const screen = shown ?? event.shown;
    if (!screen) continue;
    const quoted = {notice: notice.id, noticedAt: notice.at, effectiveAt: offer.effectiveAt, usedAt: new Date(usedMs).toISOString(), what};
    // What the app shows by itself is in the language that it has named.
    const hash = (!shown && event.hash) || offer.text.hash;
    const done = await act('continue', document, {hash, shown: screen, use: quoted, ...(made && {made})});
    event.made?.(done);
    acts.push(done);
  }
  return acts;
}

/** The version that use accepts now, by both clocks, and the notice that it rests on: one that is recorded, not one in the outbox. */
function restingOn({status, offers, acts}: Agreement, waiting: ReadonlySet<string>, clocks: readonly Date[]): {offer: Offer; notice: Agreement['acts'][number]} | undefined {
  if (status !== 'notice') return undefined;
  const told = acts.filter(({type, id}) => type !== 'notice' || !waiting.has(id));
  const [one, other] = clocks.map(now => {
    const offer = agreementState(offers, told, now).asked;
    const notice = offer && continuable(offers, told, {version: offer.version, use: now});
    return notice && {offer, notice};
  });
  return one && other && one.offer === other.offer && one.notice === other.notice ? one : undefined;
}
