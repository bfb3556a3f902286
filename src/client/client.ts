import type {TermsChanges} from '../document/changes.js';
import type {TermsDocument} from '../document/model.js';
import {visitorsIn, type Item, type Outcome} from '../outbox/item.js';
import type {Outbox} from '../outbox/outbox.js';
import type {Store} from '../outbox/store.js';
import type {Agreement} from '../protocol/agreement.js';
import {mayGoOn} from '../protocol/agreement-status.js';
import {AssentError, isAssentError} from '../protocol/errors.js';
import type {KeySet} from '../protocol/jws.js';
import type {RecordType} from '../protocol/record.js';
import {uuid7} from '../protocol/uuid.js';
import {AgreementBook} from './agreement-book.js';
import {
  AssentChangeEvent,
  type Account,
  type ActOptions,
  type AppealAct,
  type AppealOptions,
  type Assent,
  type AssentAct,
  type AssentPush,
  type FlushReport,
  type Mark,
  type NoticedOptions,
  type OutboxItem,
  type Passage,
  type Receipt,
  type RequireOptions,
  type Restriction,
  type UsedOptions,
} from './assent.js';
import type {Cases} from './cases.js';
import type {Timekeeper} from './clock.js';
import {composeRecord, type Draft, type Quoted} from './compose-record.js';
import type {Desk} from './going-on.js';
import {EVENT_GAP_MS, notLoaded, type LateDelivery} from './late-delivery.js';
import {PendingAct} from './pending-act.js';
import {forgetAnonymous, type Person} from './subject.js';
import type {TabMessage, Tabs} from './tabs.js';
import {fetchTerms} from './terms.js';
import {problemError, type Transport} from './transport.js';

/** What a record that is being written is given. */
export interface Frame {
  id: string;
  atMs: number;
  book: AgreementBook;
}

/** What a client is put together from; see `createAssent`. */
export interface ClientParts {
  locale: string;
  /** For what can be had again. */
  caches: Store;
  outbox: Outbox;
  transport: Transport;
  time: Timekeeper;
  delivery: LateDelivery;
  tabs: Tabs;
  /** Standing and appeals, whose code comes when somebody asks for them. */
  cases: (person: Person, changed: () => void) => Promise<Cases>;
  identify: () => Promise<Person>;
  /** The client of the account that the visitor signs in to. */
  renew: (account: Account) => AssentClient;
  stopListening: () => void;
}

/** The client: what is owed, acts and their receipts, for one site and one person. */
export class AssentClient extends EventTarget implements Assent {
  readonly locale: string;
  readonly outbox: Assent['outbox'] = {
    list: async () => (await this.#items()).map(outboxItem),
    retry: async id => {
      await this.#change(id, {state: 'saved', problem: undefined});
      this.#parts.delivery.kick({gapMs: 0});
    },
    export: async id => (await this.#own(id)).text,
    discard: async id => {
      await this.#change(id);
      this.#failed(id, 'The record was discarded.');
    },
  };
  readonly #parts: ClientParts;
  /** Acts of this page that no receipt has been seen for, and their items. */
  readonly #acts = new Map<string, {act: PendingAct; item: Item}>();
  #identity: Promise<{person: Person; book: AgreementBook}> | undefined;
  #person: Person | undefined;
  #saving = Promise.resolve();
  #leaving = false;

  constructor(parts: ClientParts) {
    super();
    this.#parts = parts;
    this.locale = parts.locale;
  }

  now(): Date {
    return this.#parts.time.serverNow();
  }

  async agreements({fresh, locale = this.locale, signal}: Parameters<Assent['agreements']>[0] = {}): Promise<Agreement[]> {
    throwIfAborted(signal);
    const {book} = await this.#signedIn();
    return book.read(locale, {...(fresh && {fresh}), signal});
  }

  async terms(hash: string, {signal}: {signal?: AbortSignal} = {}): Promise<TermsDocument> {
    const {caches: store, transport, delivery} = this.#parts;
    const terms = await fetchTerms(hash, {store, transport, signal});
    // Whoever reads may act next, and be offline by then.
    delivery.load().catch(() => {});
    return terms;
  }

  async changes(from: string, to: string, {signal}: {signal?: AbortSignal} = {}): Promise<TermsChanges> {
    const {caches: store, transport} = this.#parts;
    return (await import('./changes.js')).fetchChanges({from, to}, {store, transport, signal});
  }

  accept(document: string, options?: ActOptions): Promise<AssentAct> {
    return this.#act('accept', document, options);
  }

  decline(document: string, options?: ActOptions): Promise<AssentAct> {
    return this.#act('decline', document, options);
  }

  withdraw(document: string, options?: ActOptions): Promise<AssentAct> {
    return this.#act('withdraw', document, options);
  }

  async noticed(document: string, options: NoticedOptions): Promise<AssentAct | undefined> {
    return (await import('./going-on.js')).recordNotice(await this.#desk(), document, options);
  }

  async used(what: string, options?: UsedOptions): Promise<AssentAct[]> {
    return (await import('./going-on.js')).recordUse(await this.#desk(), what, options);
  }

  async standing(options: Parameters<Assent['standing']>[0] = {}): Promise<Restriction[]> {
    throwIfAborted(options.signal);
    return (await this.#cases()).read(options);
  }

  async appeal(restriction: string, options: AppealOptions): Promise<AppealAct> {
    const cases = await this.#cases();
    return cases.asAppeal(await this.#make(frame => cases.draft(restriction, options, frame), options.signal));
  }

  async require(document: string, options: RequireOptions = {}): Promise<Passage> {
    const {caches, delivery, time} = this.#parts;
    const {person, book} = await this.#signedIn();
    // Whoever is known to have agreed needs no further code.
    const agreements = await book.read(this.locale, {signal: options.signal}).catch(() => []);
    if (agreements.some(one => one.document === document && mayGoOn(one.status))) return {allowed: true};
    const late = await delivery.load().catch((error: unknown) => {
      if (options.outage !== 'allow-and-mark') throw error;
    });
    if (late) return late.passages.require(document, options);
    // As `Passages` keeps it.
    const mark = {v: 1, document, marked: 'agreements-unknown', at: new Date(time.now()).toISOString()} as const;
    await caches.change([], () => ({writes: [[`mark/${person.key}/${document}`, mark]], result: undefined}));
    return {allowed: true, marked: mark.marked};
  }

  async marks(): Promise<Mark[]> {
    return (await this.#parts.delivery.load()).passages.marks();
  }

  async push({registration}: Parameters<Assent['push']>[0]): Promise<AssentPush> {
    const {person} = await this.#signedIn();
    return (await (await this.#parts.delivery.load()).push(person)).open(registration);
  }

  async flush({signal}: {signal?: AbortSignal} = {}): Promise<FlushReport> {
    throwIfAborted(signal);
    const {recorded, error} = await this.#parts.delivery.flush(signal);
    return {recorded, left: (await this.#items()).map(outboxItem), ...(error && {error})};
  }

  async link(): Promise<AssentAct | undefined> {
    return (await this.#parts.delivery.load()).visitors.link(this, await this.#signedIn(), write => this.#make(write));
  }

  async signIn(account: Account): Promise<Assent> {
    await this.#signedIn();
    const {visitors} = await this.#parts.delivery.load();
    const next = await visitors.signIn(this.#parts.renew(account));
    // What waits for a receipt hears of it from whoever sends now.
    this.#acts.forEach((act, id) => next.#acts.set(id, act));
    this.#leaving = true;
    this.close();
    return next;
  }

  async signOut(): Promise<FlushReport> {
    const {person, book} = await this.#signedIn();
    this.#leaving = true;
    const {outbox, caches, delivery} = this.#parts;
    // What was begun before counts: it is sent with the rest, or hidden.
    await this.#saving;
    const report = await this.flush();
    await delivery.load().then(late => late.endPush(person)).catch(() => {}); // their push service will say so
    const items = await this.#items();
    // A link needs its account to come back.
    const released = items.filter(({linked}) => !linked);
    if (released.length > 0) await outbox.update(released.map(({id}) => id), {released: true});
    await book.forget();
    if (!person.account) await forgetAnonymous(caches);
    this.#changed('agreements', 'outbox');
    delivery.kick();
    return report;
  }

  keys(): Promise<KeySet> {
    return this.#parts.delivery.keys();
  }

  async receipts({fresh}: {fresh?: boolean} = {}): Promise<Receipt[]> {
    const {person} = await this.#signedIn();
    const {outbox, delivery} = this.#parts;
    const own = await outbox.receipts(person.key);
    const before = await outbox.receiptsOf(visitorsIn([...own, ...(await this.#items())]));
    const receipts = [...before, ...own].map(({jws, entry, verified}) => ({jws, entry, verified}));
    if (!fresh) return receipts;
    await (await delivery.load()).bringReceipts(person, new Set(receipts.map(({entry}) => entry.id)));
    return this.receipts();
  }

  close(): void {
    this.#parts.stopListening();
    this.#parts.delivery.stop();
    this.#parts.tabs.close();
    this.#parts.caches.close();
  }

  /** Whom records go under; undefined once they have signed out. */
  async person(): Promise<Person | undefined> {
    const {person} = await this.#identify();
    return person.left ? undefined : person;
  }

  /** Takes in what became of records, here or in another tab. */
  settled(outcomes: readonly Outcome[]): void {
    for (const outcome of outcomes) {
      if (outcome.kind === 'recorded') this.#proved(outcome.item.id, outcome.receipt);
      else if (outcome.kind === 'dead') this.#failed(outcome.item.id, problemError(outcome.problem));
    }
    if (outcomes.some(({kind}) => kind === 'recorded')) this.#changed('receipts');
    if (outcomes.some(({kind}) => kind !== 'later')) this.#changed('outbox', 'agreements');
  }

  /** What became of attachments has changed. */
  uploaded(): void {
    this.#changed('standing');
  }

  /** Another tab has changed something of this person's. */
  async heard({whats, person}: TabMessage): Promise<void> {
    const mine = await this.person();
    if (person !== mine?.key) return;
    (await this.#identify()).book.dropMemory();
    await Promise.all([...this.#acts].map(([id, {item}]) => this.#recheck(id, item.person)));
    this.#tell(whats);
  }

  /** The page goes away. */
  leave(): void {
    const {delivery, tabs} = this.#parts;
    const items = [...this.#acts.values()].map(({item}) => item);
    // Nothing of this may wait: when the event is over, so may be the page.
    if (this.#person && items.length > 0) delivery.leave(items, this.#person);
    tabs.close();
  }

  #identify(): Promise<{person: Person; book: AgreementBook}> {
    return (this.#identity ??= this.#parts.identify().then(person => {
      const {caches: store, outbox, transport, time, delivery} = this.#parts;
      this.#person = person;
      const answered = (news: boolean) => {
        if (news) this.#changed('agreements');
        // The line is open and the token good: what waited for either goes now.
        delivery.kick({gapMs: EVENT_GAP_MS, held: true});
      };
      return {person, book: new AgreementBook({store, outbox, transport, time, person, late: () => delivery.load(), answered})};
    }));
  }

  async #signedIn(): Promise<{person: Person; book: AgreementBook}> {
    if (this.#leaving) throw new AssentError('aborted', 'They have signed out.', {advice: 'Make a new client for each person.'});
    return this.#identify();
  }

  async #desk(): Promise<Desk> {
    return {...(await this.#signedIn()), client: this, time: this.#parts.time, act: (...args) => this.#act(...args)};
  }

  #act(type: RecordType, document: string, {hash, signal, ...rest}: ActOptions & Quoted = {}): Promise<AssentAct> {
    return this.#make(async ({book, ...frame}) => composeRecord({...rest, ...(await book.offer(this.locale, document, hash)), ...frame, type, document}), signal);
  }

  async #cases(): Promise<Cases> {
    const {person} = await this.#signedIn();
    return this.#parts.cases(person, () => this.#changed('standing')).catch(notLoaded);
  }

  async #make(write: (frame: Frame) => Promise<Draft>, signal?: AbortSignal): Promise<AssentAct> {
    throwIfAborted(signal);
    const {time} = this.#parts;
    const atMs = time.now();
    const id = uuid7(atMs);
    time.mark(id);
    const {person, book} = await this.#signedIn();
    // Acts are saved in the order in which they were done, however long one takes.
    const saving = this.#saving.then(async () => {
      const draft = await write({id, atMs, book});
      throwIfAborted(signal);
      return {draft, item: await this.#save(draft, person)};
    });
    this.#saving = saving.then(() => {}, () => {}); // its own caller hears of it
    const {draft, item} = await saving;
    if (!item) return this.#deliver(draft, person);
    const act = new PendingAct(item);
    this.#acts.set(id, {act, item});
    this.#changed('outbox', 'agreements');
    this.#parts.delivery.kick({gapMs: EVENT_GAP_MS, held: true, acted: true});
    return act;
  }

  /** Commits a record on this device; undefined where the device cannot. Throws `outbox_full`. */
  async #save({beside, ...draft}: Draft, {key: person}: Person): Promise<Item | undefined> {
    try {
      return await this.#parts.outbox.add({...draft, person}, beside);
    } catch (error) {
      if (isAssentError(error)) throw error;
      return undefined;
    }
  }

  /** Without storage there is only one way to keep an act: to have it recorded now. */
  async #deliver(draft: Draft, {key}: Person): Promise<AssentAct> {
    const delivered = this.#parts.delivery.load().then(delivery => delivery.deliver(draft, key));
    const {item, receipt, refused} = await delivered.catch(cause => {
      throw new AssentError('not_saved', 'The act was not saved: this device keeps nothing, and the backend has not recorded it.', {
        advice: 'Try again when online.',
        cause,
      });
    });
    // The backend has an answer of its own, and being online is none.
    if (!receipt) throw refused;
    const act = new PendingAct(item);
    act.prove(receipt);
    this.#changed('receipts', 'agreements');
    return act;
  }

  /** Looks what another tab has made of an act of this one. */
  async #recheck(id: string, person: string): Promise<void> {
    const {outbox} = this.#parts;
    // In this order: an item leaves only when its receipt is there.
    const item = await outbox.item(id);
    const receipt = item ? undefined : await outbox.receipt(person, id);
    if (receipt) this.#proved(id, receipt);
    else if (!item) this.#failed(id, 'The record was discarded.');
    else if (item.state === 'dead' && item.problem) this.#failed(id, problemError(item.problem));
  }

  #proved(id: string, receipt: Receipt): void {
    this.#acts.get(id)?.act.prove(receipt);
    this.#acts.delete(id);
  }

  #failed(id: string, error: AssentError | string): void {
    this.#acts.get(id)?.act.fail(typeof error === 'string' ? new AssentError('aborted', error) : error);
    this.#acts.delete(id);
  }

  /** Changes an item of this person's, or removes it. */
  async #change(id: string, changes?: Parameters<Outbox['update']>[1]): Promise<void> {
    await this.#own(id);
    const {outbox} = this.#parts;
    await (changes ? outbox.update([id], changes) : outbox.discard(id));
    this.#changed('outbox', 'agreements');
  }

  async #items(): Promise<Item[]> {
    const {person} = await this.#identify();
    const items = await this.#parts.outbox.items().catch(() => []); // no storage: nothing could be saved either
    const mine = items.filter(item => item.person === person.key && !item.released);
    const visitors = visitorsIn(mine);
    return items.filter(item => mine.includes(item) || visitors.includes(item.person));
  }

  async #own(id: string): Promise<Item> {
    const item = (await this.#items()).find(item => item.id === id);
    if (!item) throw new AssentError('not_found', `No record ${id} of this person waits here.`);
    return item;
  }

  #changed(...whats: TabMessage['whats']): void {
    this.#tell(whats);
    if (this.#person) this.#parts.tabs.tell({whats, person: this.#person.key});
  }

  #tell(whats: TabMessage['whats']): void {
    for (const what of whats) this.dispatchEvent(new AssentChangeEvent(what));
  }
}

function outboxItem({id, state, type, document, at, attempts, problem}: Item): OutboxItem {
  return {id, state, type, document, at, attempts, ...(problem && {problem})};
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new AssentError('aborted', 'It was given up before anything was done.', {cause: signal.reason});
}
