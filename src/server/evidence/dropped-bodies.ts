import {KEEPER_TYPES, type AnyEntry, type KeeperRecord} from '../../protocol/keeper-record.js';
import {WORDED_TYPES} from '../../protocol/privacy.js';
import {Found, type Finding} from './finding.js';

/** Two acts this close may not have seen each other; those of one subject are told apart by its chain. */
const SAME_MOMENT_MS = 60_000;

type At = Pick<Finding, 'place' | 'record'>;

interface Missing {
  entry: Pick<AnyEntry, 'id' | 'sub' | 'seq' | 'type' | 'recordedAt'>;
  at: At;
}

interface Span {
  id: string;
  from: Moment;
  to?: Moment;
}

interface Moment {
  seq: number;
  time: number;
}

/**
 * Bodies that are not there, and the records that say why: an `erase` later in the subject's own chain, or a
 * `retain` of the site. Both come after what they are about, so it is judged at the end. Neither may reach
 * over a legal hold.
 */
export class DroppedBodies {
  readonly #missing: Missing[] = [];
  readonly #erasures = new Map<string, {at: Moment; all: boolean; where: At}[]>();
  readonly #holds = new Map<string, Span[]>();
  readonly #retained: {before: string; time: number}[] = [];

  /** How many bodies are not there. */
  get count(): number {
    return this.#missing.length;
  }

  /** Takes note of a record without a body. */
  lacks({id, sub, seq, type, recordedAt}: AnyEntry, at: At): void {
    this.#missing.push({entry: {id, sub, seq, type, recordedAt}, at});
    // An erasure drops what a hold was about, yet that there was one still counts.
    if (type === 'hold') this.#hold(sub, {id, from: {seq, time: Date.parse(recordedAt)}});
    if (type === 'release') this.#release(sub, {seq, time: Date.parse(recordedAt)});
  }

  /** Takes note of what a record of `KEEPER_TYPES` says. */
  heeds({id, sub, seq, recordedAt}: AnyEntry, record: KeeperRecord, where: At): void {
    const moment = {seq, time: Date.parse(recordedAt)};
    if (record.type === 'hold') this.#hold(sub, {id, from: moment});
    if (record.type === 'release') this.#release(sub, moment, record.hold);
    if (record.type === 'retain') this.#retained.push({before: `${record.before}-01-01T00:00:00.000Z`, time: moment.time});
    if (record.type === 'erase') this.#erasures.set(sub, [...(this.#erasures.get(sub) ?? []), {at: moment, all: record.bodies === 'all', where}]);
  }

  /** Throws `Found` for the first body that is gone for no reason, or against a hold. */
  end(): void {
    for (const [sub, erasures] of this.#erasures) {
      for (const {at, where} of erasures) {
        const hold = this.#on(sub, ({from, to}) => from.seq < at.seq && (!to || to.seq > at.seq));
        if (hold) throw new Found('hold_broken', `${where.record} erased a subject under the legal hold ${hold.id}.`, where);
      }
    }
    for (const missing of this.#missing) if (!this.#erased(missing) && !this.#old(missing)) throw this.#found(missing);
  }

  #erased({entry}: Missing): boolean {
    const worded = (WORDED_TYPES as readonly string[]).includes(entry.type);
    return (this.#erasures.get(entry.sub) ?? []).some(({at, all}) => entry.seq < at.seq && (all || worded));
  }

  #old({entry}: Missing): boolean {
    if ((KEEPER_TYPES as readonly string[]).includes(entry.type)) return false;
    return this.#retained.some(({before, time}) => entry.recordedAt < before && !this.#heldAt(entry.sub, time));
  }

  #heldAt(sub: string, time: number): Span | undefined {
    return this.#on(sub, ({from, to}) => from.time + SAME_MOMENT_MS < time && (!to || to.time > time));
  }

  #found({entry, at}: Missing): Found {
    const held = this.#retained.map(({time}) => this.#heldAt(entry.sub, time)).find(span => span !== undefined);
    if (held) return new Found('hold_broken', `The body of ${entry.id} is gone, and the legal hold ${held.id} was on.`, at);
    return new Found('body_missing', `The body of ${entry.id} is not there, and nothing in the log says that it was dropped.`, at);
  }

  #on(sub: string, test: (span: Span) => boolean): Span | undefined {
    return this.#holds.get(sub)?.find(test);
  }

  #hold(sub: string, span: Span): void {
    this.#holds.set(sub, [...(this.#holds.get(sub) ?? []), span]);
  }

  /** Ends the hold that is named; where the body that named it is gone, the first that is on. */
  #release(sub: string, moment: Moment, id?: string): void {
    const span = this.#on(sub, one => !one.to && (id === undefined || one.id === id));
    if (span) span.to = moment;
  }
}
