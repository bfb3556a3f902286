import type {StoredRecord} from './place.js';

/** What a page was told about one act, in the order in which it was told. */
export interface Told {
  kind: 'called' | 'saved' | 'recorded' | 'refused' | 'unsaved';
  document: string;
  /** The person at the page, by the trial's name for them. */
  who: string;
  id?: string;
  /** Of the bytes that the receipt is for. */
  hash?: string;
  code?: string;
}

/** What a device says of itself at the end. */
export interface Seen {
  receipts: {id: string; hash: string}[];
  left: {id: string; state: string}[];
}

export interface Verdict {
  acts: number;
  saved: number;
  recorded: number;
  refused: number;
  /** Ids. */
  lost: string[];
  doubled: string[];
  forged: string[];
  /** Saved, and at the end neither in the store nor given up: it still waits on the device. */
  waiting: string[];
}

/** Compares what people were told with what the backend has, in plain set logic. */
export function judge(told: readonly Told[], stored: readonly StoredRecord[], {receipts, left}: Seen): Verdict {
  const called = told.filter(({kind}) => kind === 'called');
  const saved = new Map(told.flatMap(({kind, id, who, document}) => (id && (kind === 'saved' || kind === 'recorded') ? [[id, {who, document}] as const] : [])));
  const refused = new Set(told.flatMap(({kind, id}) => (kind === 'refused' && id ? [id] : [])));
  const byId = new Map(stored.map(record => [record.id, record]));
  const waits = new Set(left.map(({id}) => id));
  const missing = [...saved.keys()].filter(id => !byId.has(id) && !refused.has(id));
  return {
    acts: called.length,
    saved: saved.size,
    recorded: stored.length,
    refused: refused.size,
    lost: missing.filter(id => !waits.has(id)),
    waiting: missing.filter(id => waits.has(id)),
    doubled: [...surplus(stored.map(({id}) => id)), ...surplus(stored.map(({subject, document}) => `${subject} ${document}`)), ...surplus(receipts.map(({id}) => id))],
    forged: [
      ...stored.filter(record => !called.some(({document}) => document === record.document)).map(({id}) => id),
      ...stored.filter(({id, document}) => saved.has(id) && saved.get(id)!.document !== document).map(({id}) => id),
      ...told.filter(({kind, id, hash}) => kind === 'recorded' && hash && byId.get(id!)?.hash !== hash).map(({id}) => id!),
      ...receipts.filter(({id, hash}) => byId.get(id)?.hash !== hash).map(({id}) => id),
      ...mixedUp(saved, byId),
    ],
  };
}

/** What is there more than once. */
function surplus(names: readonly string[]): string[] {
  return names.filter((name, index) => names.indexOf(name) !== index);
}

/** Acts that the backend has under the name of somebody else: a name has one subject, and a subject one name. */
function mixedUp(saved: ReadonlyMap<string, {who: string}>, stored: ReadonlyMap<string, StoredRecord>): string[] {
  const subjects = new Map<string, string>();
  const names = new Map<string, string>();
  return [...saved].flatMap(([id, {who}]) => {
    const subject = stored.get(id)?.subject;
    if (subject === undefined) return [];
    if (!subjects.has(who)) subjects.set(who, subject);
    if (!names.has(subject)) names.set(subject, who);
    return subjects.get(who) === subject && names.get(subject) === who ? [] : [id];
  });
}
