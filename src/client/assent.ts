import type {TermsChanges} from '../document/changes.js';
import type {TermsDocument} from '../document/model.js';
import type {Agreement} from '../protocol/agreement.js';
import type {ProofKind} from '../protocol/appeal.js';
import type {AssentError} from '../protocol/errors.js';
import type {KeySet} from '../protocol/jws.js';
import type {Problem} from '../protocol/problem.js';
import type {Entry} from '../protocol/receipt.js';
import type {RecordType, Shown} from '../protocol/record.js';
import type {RecordBody} from '../protocol/record-body.js';
import type {AppealView, RestrictionView} from '../protocol/standing.js';
import type {AssentRequireEvent} from './require-event.js';

/** What `createAssent` takes. */
export interface AssentOptions {
  /** Where the backend is mounted, such as `https://example.com/assent/`. */
  endpoint: string | URL;
  /** The site's publishable key, `pk_…`. */
  site: string;
  /**
   * The account's id, as in the `sub` of its tokens. It keeps two people on one device apart, and never
   * leaves the device by this way. Absent: an anonymous visitor, by a random id kept per site.
   */
  subject?: string | undefined;
  /** Gives a fresh host-signed token (JWT, ten minutes at most). Asked when one is needed; never stored. */
  getSubjectToken?: ((options: {signal?: AbortSignal}) => Promise<string> | string) | undefined;
  /** BCP 47; the page's language if absent. */
  locale?: string | undefined;
  /** Where a trace of what was sent goes, without people or tokens; nowhere if absent. */
  debug?: ((message: string) => void) | undefined;
}

/** Who signs in: as in `AssentOptions`. */
export interface Account {
  subject: string;
  getSubjectToken: NonNullable<AssentOptions['getSubjectToken']>;
}

/** How an act was made and what was on the screen; elements fill it in, an app's own button may. */
export interface ActOptions {
  /** Answers to the document's separate consents; absent ones were not given. */
  choices?: Record<string, boolean> | undefined;
  /** What was shown. Absent: the app says that it showed the terms by itself. */
  shown?: Shown | undefined;
  made?: RecordBody['made'] | undefined;
  /** The text that was shown, where it is not the one in force in the client's locale. */
  hash?: string | undefined;
  signal?: AbortSignal | undefined;
}

/** How a change was shown. */
export interface NoticedOptions {
  /** The text of the announced version that was shown, as the agreements name it in whatever language. */
  hash: string;
  channel: 'banner' | 'dialog';
  shown: Shown;
}

/** How the service was used. */
export interface UsedOptions {
  /** Ids of the documents that this use may be about; all if absent. */
  documents?: readonly string[] | undefined;
  /** What the app itself shows of the change: its statement, and the button by which it can be refused just now. The banner's if absent. */
  shown?: Shown | undefined;
  /** The language of the texts that the app shows, where it is not the client's. */
  locale?: string | undefined;
  made?: RecordBody['made'] | undefined;
}

/** A receipt that was checked: its JWS, what it says, and whether this engine could verify the signature. */
export interface Receipt {
  jws: string;
  entry: Entry;
  verified: boolean;
}

/**
 * Where an act stands. `saved`: committed on this device, to be sent. `recorded`: the backend's receipt was
 * seen and matches. `unsaved`: neither, `AssentAct.error` says why.
 */
export type ActState = 'saved' | 'recorded' | 'unsaved';

/** One act of the person, from the click on. */
export interface AssentAct {
  readonly id: string;
  readonly type: RecordType;
  readonly document: RecordBody['document'];
  readonly state: ActState;
  readonly error?: AssentError;
  /** Settles with the receipt; rejects when the backend refuses for good. */
  readonly recorded: Promise<Receipt>;
}

/** A record on this device that no receipt has been seen for. */
export interface OutboxItem {
  id: string;
  state: 'saved' | 'held' | 'dead';
  type: RecordType;
  document: RecordBody['document'];
  /** The device's clock at the act. */
  at: string;
  attempts: number;
  /** Why it is held or dead. */
  problem?: Problem;
}

/** How `require` goes about it. */
export interface RequireOptions {
  /**
   * What to do when it cannot be known how the person stands, or the text cannot be shown: offline and nothing of it on
   * this device, say. `block` rejects; `allow-and-mark` lets them go on, and keeps a mark. `block` if absent.
   */
  outage?: 'block' | 'allow-and-mark' | undefined;
  /** Gives the question up, and closes it. */
  signal?: AbortSignal | undefined;
}

/** The person may go on. */
export interface Passage {
  allowed: true;
  /** They went on without an answer, because of an outage: see `Assent.marks`. */
  marked?: 'agreements-unknown' | 'text-unavailable';
}

/** A person went on without an answer, under `outage: 'allow-and-mark'`. */
export interface Mark {
  document: string;
  /** By the device's clock, the last time. */
  at: string;
  marked: 'agreements-unknown' | 'text-unavailable';
}

/** A service worker's registration, as `navigator.serviceWorker.ready` gives it. */
export type PushRegistration = Pick<ServiceWorkerRegistration, 'scope' | 'pushManager'>;

/** Notices by push on this device. */
export interface AssentPush {
  /** The document by whose acceptance the person consents to them, and ends them by withdrawing it. */
  readonly document: string;
  /** The subscription of this person on this device; null where there is none. */
  getSubscription(): Promise<PushSubscription | null>;
  /**
   * Subscribes this device. Call it from a click: browsers ask for the permission to show notifications only then. Whoever
   * has not consented is asked for it first, as `require` does, whose errors it throws; the consent has to be recorded,
   * so it needs the network. A browser may wait for its push service without an end: the signal gives it up. Throws
   * `permission_denied`, `push_unavailable`, `offline`, `aborted`.
   */
  subscribe(options?: {signal?: AbortSignal | undefined}): Promise<PushSubscription>;
  /** Takes this device away, here and at the backend; resolves whether it was subscribed. The consent stays. */
  unsubscribe(): Promise<boolean>;
}

/** What `flush` left, and why. */
export interface FlushReport {
  recorded: number;
  left: OutboxItem[];
  /** Why sending stopped, where it did. */
  error?: AssentError;
}

/** What an appeal says; the device adds the rest. */
export interface AppealOptions {
  /** The person's own words, at most 2000 characters. They stay in the chain: name no third person. */
  statement: string;
  /** What kinds of proof it brings. */
  proof?: readonly ProofKind[] | undefined;
  /** At most five, 5 MiB each: PNG, JPEG, WebP, PDF or plain text. Their names and hashes are recorded, their bytes apart. */
  attachments?: readonly (Blob & {name?: string})[] | undefined;
  shown?: Shown | undefined;
  made?: RecordBody['made'] | undefined;
  signal?: AbortSignal | undefined;
}

/** An appeal on its way, with the number to quote for it. */
export interface AppealAct extends AssentAct {
  readonly reference: string;
}

/** An appeal as its person sees it. `saved`: on this device, to be sent. `refused`: the backend did not take it. */
export interface AppealStatement extends Omit<AppealView, 'status' | 'attachments'> {
  status: AppealView['status'] | 'saved' | 'refused';
  /** Why it was refused. */
  problem?: Problem;
  attachments: (AppealView['attachments'][number] & {
    /** Still on this device; not `received` yet. */
    waiting?: true;
    /** Why the backend did not take it. */
    problem?: Problem;
  })[];
}

/** A restriction as its person sees it: what the backend says, and what waits on this device. */
export interface Restriction extends Omit<RestrictionView, 'appeals'> {
  appeals: AppealStatement[];
}

/** Something changed: agreements, the outbox, receipts or the standing. */
export class AssentChangeEvent extends Event {
  readonly what: 'agreements' | 'outbox' | 'receipts' | 'standing';

  constructor(what: AssentChangeEvent['what']) {
    super('change');
    this.what = what;
  }
}

/** The SDK's client: one for a site and a person. No two share state, but through this device's storage. */
export interface Assent extends EventTarget {
  readonly locale: string;
  /** The backend's time as far as it is known: what is in force hangs on it, and this device's clock may be wrong. */
  now(): Date;
  /**
   * How this person stands to the site's documents: from the cache at once where there is one, then
   * revalidated (`change` follows); acts in the outbox count as done. `locale` asks for the texts in another one.
   */
  agreements(options?: {fresh?: boolean | undefined; locale?: string | undefined; signal?: AbortSignal | undefined}): Promise<Agreement[]>;
  /** A text by its hash, verified against it, cached for ever. Throws `hash_mismatch`. */
  terms(hash: string, options?: {signal?: AbortSignal | undefined}): Promise<TermsDocument>;
  /** What changed between two texts, by their hashes, verified against both and cached for ever. Throws `hash_mismatch`. */
  changes(from: string, to: string, options?: {signal?: AbortSignal | undefined}): Promise<TermsChanges>;
  /**
   * Agrees to a document. Resolves when the act is safe on this device, or recorded. Throws `not_saved` when neither can be,
   * `outbox_full`, `not_offered`, `aborted`; where this device keeps nothing, also the problem by which the backend refuses it.
   */
  accept(document: string, options?: ActOptions): Promise<AssentAct>;
  /** Refuses what is asked for, as durably as `accept` agrees to it. */
  decline(document: string, options?: ActOptions): Promise<AssentAct>;
  /** Takes back what was accepted, in the same way. */
  withdraw(document: string, options?: ActOptions): Promise<AssentAct>;
  /** Records that an announced change was shown to the person: once for a version on each device. The banner does it by itself. */
  noticed(document: string, options: NoticedOptions): Promise<AssentAct | undefined>;
  /**
   * Tells that the person has just used the service, in words for a court: `Joined a room`. Where terms go by
   * continued use, the change was noticed, its date and a day since have come and it can be refused on the
   * screen, this accepts it. Resolves with what was recorded, mostly nothing.
   */
  used(what: string, options?: UsedOptions): Promise<AssentAct[]>;
  /**
   * The restrictions on this person, newest first, with their reasons and appeals: from the cache at once where there
   * is one, then revalidated (`change` follows). What waits in the outbox is in it.
   */
  standing(options?: {fresh?: boolean | undefined; signal?: AbortSignal | undefined}): Promise<Restriction[]>;
  /**
   * Appeals against a restriction. Resolves when the appeal and its attachments are safe on this device. Throws
   * `appeal_closed`, `attachment_invalid`, `body_too_large`, `invalid_message`, `not_saved`.
   */
  appeal(restriction: string, options: AppealOptions): Promise<AppealAct>;
  /**
   * Resolves when the person may go on: at once where they have agreed, else when they have answered. Then a `require`
   * event asks whoever has a face, such as `<assent-gate>`, to ask them; call it when the feature is first used.
   * Rejects with `declined` or `put_off` by what they chose, `agreements_unknown` in an outage (see `RequireOptions`),
   * `not_offered` for a document that is not published, `gate_missing` where nobody asks, `aborted`.
   */
  require(document: string, options?: RequireOptions): Promise<Passage>;
  /** Where this person went on without an answer on this device; a mark is gone once they have agreed. */
  marks(): Promise<Mark[]>;
  /**
   * Notices by push, by a service worker that calls `showPushMessages`. Signing out and withdrawing the consent end the
   * subscription of this device as well. Throws `channel_unavailable` where the site sends none, `offline`.
   */
  push(options: {registration: PushRegistration}): Promise<AssentPush>;
  /** Sends what is pending, and tells what is left and why. */
  flush(options?: {signal?: AbortSignal | undefined}): Promise<FlushReport>;
  /**
   * The visitor signs in: gives the client of the account, which what they did so far counts for. It is sent first, under
   * its own presentation; see `link`. This client is over then. Throws `offline` where the account's agreements cannot
   * be had; nothing has changed then.
   */
  signIn(account: Account): Promise<Assent>;
  /**
   * Links the visitor whom this device remembers to this account, by a record with proofs of both, for an app that loads
   * anew to sign in. Call it when you know that they are the same person. Resolves when that is safe on this device, with
   * nothing where no visitor has done anything. The next visitor on this device is another one.
   */
  link(): Promise<AssentAct | undefined>;
  /** Sends what can be sent, forgets this person's cache, and tells what is pending; it is still delivered. */
  signOut(): Promise<FlushReport>;
  /** The backend's public keys, as a JWK set (RFC 7517 §5); as last seen, offline too. Throws `offline` where they never were. */
  keys(): Promise<KeySet>;
  /**
   * The receipts of this person on this device, oldest first, after those of the visitors that they were. `fresh` first
   * brings those of what they answered on other devices, and throws `offline` where it cannot.
   */
  receipts(options?: {fresh?: boolean}): Promise<Receipt[]>;
  readonly outbox: {
    /** What waits, in the order in which it was done. */
    list(): Promise<OutboxItem[]>;
    /** Sends a dead or held record once more. */
    retry(id: string): Promise<void>;
    /** The record's bytes, to hand to the operator. */
    export(id: string): Promise<string>;
    /** Gives a record up for good: it is never sent. */
    discard(id: string): Promise<void>;
  };
  /** Stops timers and listeners; what is pending stays in the outbox. */
  close(): void;
  addEventListener(
    type: 'change',
    listener: ((event: AssentChangeEvent) => void) | {handleEvent(event: AssentChangeEvent): void} | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: 'require',
    listener: ((event: AssentRequireEvent) => void) | {handleEvent(event: AssentRequireEvent): void} | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject | null, options?: boolean | AddEventListenerOptions): void;
  removeEventListener(
    type: 'change',
    listener: ((event: AssentChangeEvent) => void) | {handleEvent(event: AssentChangeEvent): void} | null,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(
    type: 'require',
    listener: ((event: AssentRequireEvent) => void) | {handleEvent(event: AssentRequireEvent): void} | null,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(type: string, listener: EventListenerOrEventListenerObject | null, options?: boolean | EventListenerOptions): void;
}
