import {readStored} from '../outbox/item.js';
import type {Outbox} from '../outbox/outbox.js';
import type {Store} from '../outbox/store.js';
import type {Agreements} from '../protocol/agreement.js';
import {AssentError} from '../protocol/errors.js';
import {KeptAnswerSchema} from './agreement-book.js';
import type {Assent, AssentAct} from './assent.js';
import type {Frame} from './client.js';
import {composeRecord, type Draft} from './compose-record.js';
import {ANONYMOUS, AnonymousSchema, type Person} from './subject.js';

const KEY = 'anonymous.';

/** The visitor whom this device remembers, and who has done something. */
export interface Visitor {
  /** The device's own name for them. */
  key: string;
  /** The backend's. */
  ref: string;
  /** Where what is only theirs is kept: their id, and what the backend told them. */
  kept: readonly string[];
}

export interface VisitorsParts {
  outbox: Outbox;
  store: Store;
  /** Sends what may be sent. */
  kick: () => void;
}

/** The id behind the device's own name for a visitor: the proof that a request is from them. */
export function visitorId(key: string): string {
  return key.slice(KEY.length);
}

/** Makes visitors into the accounts that they sign in to. */
export class Visitors {
  readonly #parts: VisitorsParts;

  constructor(parts: VisitorsParts) {
    this.#parts = parts;
  }

  /** See `Assent.link`. */
  async link(client: Assent, {person}: {person: Person}, make: (write: (frame: Frame) => Promise<Draft>) => Promise<AssentAct>): Promise<AssentAct | undefined> {
    const visitor = await this.#find(person);
    const act = visitor && (await make(frame => this.#draft(visitor, client, frame)));
    if (visitor) await this.#release(visitor);
    this.#parts.kick();
    return act;
  }

  /** Links the visitor to the account of a client that was made for it; gives that. Closes it where it cannot. */
  async signIn<C extends Assent>(account: C): Promise<C> {
    try {
      await account.link();
      return account;
    } catch (error) {
      account.close();
      throw error;
    }
  }

  /** Whom there is to link. Throws `invalid_options` where the person is a visitor themselves. */
  async #find({account}: Person): Promise<Visitor | undefined> {
    if (!account) throw new AssentError('invalid_options', 'Only an account can be linked to a visitor.', {advice: 'Use signIn, or make a client with `subject` and `getSubjectToken`.'});
    const {store} = this.#parts;
    const id = readStored(AnonymousSchema, await store.get(ANONYMOUS))?.id;
    if (!id) return undefined;
    const key = KEY + id;
    const answers = await store.list(`agreements/${key}/`);
    const told = answers.flatMap(([, value]) => readStored(KeptAnswerSchema, value)?.answer ?? []);
    const ref = told[0]?.subject;
    // Whoever never asked is unknown to the backend as well.
    if (ref === undefined || !(await this.#hasActed(key, told))) return undefined;
    return {key, ref, kept: [ANONYMOUS, ...answers.map(([name]) => name)]};
  }

  /** The link as a record of the account. Throws `not_offered` where the account is offered nothing. */
  async #draft({key, ref, kept}: Visitor, client: Assent, {book, ...frame}: Frame): Promise<Draft> {
    const [agreement] = await client.agreements();
    const offered = await book.offer(client.locale, agreement?.document ?? '');
    const draft = composeRecord({...frame, ...offered, type: 'link', document: agreement!.document, link: {visitor: ref}});
    return {...draft, linked: key, beside: kept.map(name => [name, undefined])};
  }

  /** Lets what the visitor did go at once, under its presentation: their page will not come back. */
  async #release({key}: Visitor): Promise<void> {
    const {outbox} = this.#parts;
    const ids = (await outbox.items().catch(() => [])).flatMap(({id, person}) => (person === key ? id : []));
    if (ids.length > 0) await outbox.update(ids, {released: true});
  }

  async #hasActed(key: string, told: readonly Agreements[]): Promise<boolean> {
    if (told.some(({agreements}) => agreements.some(({acts}) => acts.length > 0))) return true;
    const {outbox} = this.#parts;
    const items = await outbox.items().catch(() => []);
    return items.some(({person}) => person === key) || (await outbox.receipts(key)).length > 0;
  }
}
