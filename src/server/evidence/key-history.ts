import * as v from 'valibot';
import {PublicKeySchema, verifyJws, type KeySet} from '../../protocol/jws.js';
import {KEY_TYPE, type PrivacyRecord} from '../../protocol/privacy.js';
import {Found, type Finding} from './finding.js';

type Keys = Extract<PrivacyRecord, {type: 'keys'}>;
type At = Pick<Finding, 'place' | 'record'>;

/**
 * The log's own history of keys: what signed must stand in it, once there is one. Records stand in the log in
 * another order than they were made in, so it is judged at the end.
 */
export class KeyHistory {
  readonly #keys: KeySet;
  readonly #listed = new Set<string>();
  /** Where each key signed first. */
  readonly #signed = new Map<string, At>();
  readonly #records: {record: Keys; at: At}[] = [];

  /** @param keys those that one trusts */
  constructor(keys: KeySet) {
    this.#keys = keys;
  }

  signed(kid: string, at: At): void {
    if (!this.#signed.has(kid)) this.#signed.set(kid, at);
  }

  heeds(record: Keys, at: At): void {
    for (const {kid} of record.keys) this.#listed.add(kid);
    this.#records.push({record, at});
  }

  async end(): Promise<void> {
    if (this.#records.length === 0) return;
    for (const [kid, at] of this.#signed) {
      if (!this.#listed.has(kid)) throw new Found('key_unlisted', `The key ${kid} has signed, and the log's history of keys does not name it.`, at);
    }
    for (const {record, at} of this.#records) await this.#vouched(record, at);
  }

  async #vouched({id, keys, vouched}: Keys, at: At): Promise<void> {
    // The private half of the key before may be gone by the time that there is a new one.
    if (vouched === undefined) return;
    const check = await verifyJws(vouched, {keys: this.#keys.keys}, KEY_TYPE);
    const says = v.safeParse(PublicKeySchema, check.result === 'invalid' ? undefined : check.payload);
    if (JSON.stringify(says.output) !== JSON.stringify(keys[0])) throw new Found('key_unlisted', `The key before does not vouch for the one that ${id} names.`, at);
  }
}
