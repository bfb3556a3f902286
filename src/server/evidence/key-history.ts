import * as v from 'valibot';
import {PublicKeySchema, verifyJws, type KeySet} from '../../protocol/jws.js';
import {KEY_TYPE, type KeeperRecord} from '../../protocol/keeper-record.js';
import {Found, type Finding} from './finding.js';
import {sameKey} from './lent-keys.js';

type Keys = Extract<KeeperRecord, {type: 'keys'}>;
type At = Pick<Finding, 'place' | 'record'>;

/**
 * The log's own history of keys: what signed must stand in it, once there is one. Records stand in the log in
 * another order than they were made in, so it is judged at the end.
 */
export class KeyHistory {
  readonly #keys: KeySet;
  readonly #lent: ReadonlySet<string>;
  readonly #listed = new Set<string>();
  /** Where each key signed first. */
  readonly #signed = new Map<string, At>();
  readonly #records: {record: Keys; at: At}[] = [];

  /**
   * @param keys all that may have signed
   * @param lent names of those among them that one trusts only if the others vouch for them
   */
  constructor(keys: KeySet, lent: ReadonlySet<string> = new Set()) {
    this.#keys = keys;
    this.#lent = lent;
  }

  signed(kid: string, at: At): void {
    if (!this.#signed.has(kid)) this.#signed.set(kid, at);
  }

  heeds(record: Keys, at: At): void {
    for (const {kid} of record.keys) this.#listed.add(kid);
    this.#records.push({record, at});
  }

  async end(): Promise<void> {
    await this.#assertTrusted();
    if (this.#records.length === 0) return;
    for (const [kid, at] of this.#signed) {
      if (!this.#listed.has(kid)) throw new Found('key_unlisted', `The key ${kid} has signed, and the log's history of keys does not name it.`, at);
    }
    for (const {record, at} of this.#records) await this.#vouched(record, at);
  }

  /** A kept key vouches for the next one, and that for the one after it. */
  async #assertTrusted(): Promise<void> {
    const doubtful = new Set(this.#lent);
    for (let before = 0; doubtful.size !== before; ) {
      before = doubtful.size;
      const keys = this.#keys.keys.filter(({kid}) => !doubtful.has(kid));
      for (const {record: {vouched}} of this.#records) {
        const check = vouched === undefined ? undefined : await verifyJws(vouched, {keys}, KEY_TYPE);
        const says = v.safeParse(PublicKeySchema, check?.result === 'valid' ? check.payload : undefined);
        if (says.success && this.#keys.keys.some(key => sameKey(key, says.output))) doubtful.delete(says.output.kid);
      }
    }
    for (const [kid, at] of this.#signed) {
      if (doubtful.has(kid)) throw new Found('key_unlisted', `The key ${kid} has signed, and none of the keys that were given vouches for it.`, at);
    }
  }

  async #vouched({id, keys, vouched}: Keys, at: At): Promise<void> {
    // The private half of the key before may be gone by the time that there is a new one.
    if (vouched === undefined) return;
    const check = await verifyJws(vouched, {keys: this.#keys.keys}, KEY_TYPE);
    const says = v.safeParse(PublicKeySchema, check.result === 'invalid' ? undefined : check.payload);
    if (JSON.stringify(says.output) !== JSON.stringify(keys[0])) throw new Found('key_unlisted', `The key before does not vouch for the one that ${id} names.`, at);
  }
}
