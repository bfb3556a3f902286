// What must hold of any history of people, devices, lines and a backend, in plain set logic. It knows nothing of
// how the client works.

/** A click on a button. `atMs` is by the device's clock; no two clicks of a history share it. */
export interface Click {
  person: string;
  atMs: number;
}

/** A record in the backend's store. */
export interface Stored {
  id: string;
  /** The backend's name for its subject. */
  subject: string;
  seq: number;
  text: string;
}

export interface History {
  clicks: Click[];
  /** What each person's subject is called by the backend. */
  subjects: Record<string, string>;
  /** Acts that a person was told are safe on the device. `clicked` and `told` count moments of the history. */
  saved: {id: string; person: string; tab: number; clicked: number; told: number}[];
  /** The bytes of records as they were first seen on the device, by id. */
  texts: Record<string, string>;
  /** Acts that a person was told are recorded, with the hash that the receipt names. */
  recorded: {id: string; person: string; hash: string}[];
  /** Acts that a person has thrown away. */
  discarded: string[];
  /** Acts that the backend has refused for good. */
  refused: string[];
  /** Looks at the device and at the backend between two steps. `moment` as in `saved`. */
  looks: {moment: number; outbox: string[]; stored: string[]}[];
  /** What a client listed as pending or proved, and for whom. */
  listed: {person: string; ids: string[]}[];
  /** Requests that carried records: whose identity, and whose records. */
  sent: {as: string | undefined; subjects: string[]; ids: string[]}[];
  /** The end, after everything was mended and time has passed. */
  end: {stored: Stored[]; outbox: string[]; hashes: Record<string, string>};
}

/** What does not hold, in words; nothing for a good history. */
export function checkHistory(history: History): string[] {
  return [...lost(history), ...doubled(history), ...forged(history), ...untrue(history), ...disordered(history), ...mixedUp(history)];
}

function lost({looks, saved, discarded, refused, end}: History): string[] {
  const gone = new Set([...discarded, ...refused]);
  const faults: string[] = [];
  for (const {moment, outbox, stored} of looks) {
    const somewhere = new Set([...outbox, ...stored]);
    for (const {id, told} of saved) {
      if (told < moment && !somewhere.has(id) && !gone.has(id)) faults.push(`lost: ${id} was called saved and is nowhere at ${moment}`);
    }
  }
  const stored = new Set(end.stored.map(({id}) => id));
  for (const {id} of saved) {
    if (!stored.has(id) && !gone.has(id)) faults.push(`lost: ${id} was saved and never recorded`);
  }
  for (const id of end.outbox) if (!refused.includes(id)) faults.push(`stuck: ${id} still waits at the end`);
  return faults;
}

function doubled({end, clicks}: History): string[] {
  const faults: string[] = [];
  const seen = new Set<string>();
  const times = new Set<number>();
  for (const {id} of end.stored) {
    if (seen.has(id)) faults.push(`doubled: ${id} is stored twice`);
    seen.add(id);
    const ms = timeOf(id);
    if (times.has(ms)) faults.push(`doubled: two records of the one click at ${ms}`);
    times.add(ms);
  }
  if (end.stored.length > clicks.length) faults.push(`doubled: ${end.stored.length} records of ${clicks.length} clicks`);
  return faults;
}

function forged({end, clicks, texts, subjects}: History): string[] {
  const byTime = new Map(clicks.map(click => [click.atMs, click]));
  return end.stored.flatMap(({id, subject, text}) => {
    const click = byTime.get(timeOf(id));
    if (!click) return [`forged: nobody made ${id}`];
    if (subjects[click.person] !== subject) return [`misnamed: ${id} of ${click.person} is stored for ${subject}`];
    if (bodyOf(text).subject !== subject) return [`misnamed: the body of ${id} names another subject than its row`];
    if (bodyOf(text).id !== id) return [`forged: the body of ${id} has another id`];
    if (texts[id] !== undefined && texts[id] !== text) return [`forged: the bytes of ${id} are not those that were saved`];
    return [];
  });
}

function untrue({recorded, refused, end}: History): string[] {
  const stored = new Map(end.stored.map(row => [row.id, row]));
  return recorded.flatMap(({id, hash}) => {
    if (!stored.has(id)) return [`untrue: ${id} was called recorded and is not`];
    if (end.hashes[id] !== hash) return [`untrue: the receipt of ${id} is for other bytes`];
    if (refused.includes(id)) return [`untrue: ${id} was called both recorded and refused`];
    return [];
  });
}

function disordered({saved, end, subjects}: History): string[] {
  const faults: string[] = [];
  const seq = new Map(end.stored.map(row => [row.id, row.seq]));
  for (const [person, subject] of Object.entries(subjects)) {
    const mine = end.stored.filter(row => row.subject === subject).map(row => row.seq);
    const chain = mine.toSorted((a, b) => a - b);
    if (chain.some((value, index) => value !== index + 1)) faults.push(`disordered: the chain of ${person} reads ${chain}`);
    const acts = saved.filter(({id, person: whose}) => whose === person && seq.has(id));
    for (const a of acts) {
      for (const b of acts) {
        // Of two that went on at the same time in two tabs, none was first.
        const first = a.told < b.clicked || (a.tab === b.tab && a.clicked < b.clicked);
        if (first && seq.get(a.id)! > seq.get(b.id)!) faults.push(`disordered: ${person} did ${a.id} before ${b.id}`);
      }
    }
  }
  return faults;
}

function mixedUp({listed, sent, saved, subjects}: History): string[] {
  const owner = new Map(saved.map(({id, person}) => [id, person]));
  const faults: string[] = [];
  for (const {person, ids} of listed) {
    for (const id of ids) {
      if (owner.has(id) && owner.get(id) !== person) faults.push(`seen: ${person} was shown ${id} of ${owner.get(id)}`);
    }
  }
  for (const {as, subjects: named, ids} of sent) {
    const foreign = as !== undefined && named.some(subject => subject !== subjects[as]);
    if (foreign) faults.push(`misnamed: ${ids} went under the identity of ${as}`);
  }
  return faults;
}

/** The milliseconds in a UUIDv7. */
function timeOf(id: string): number {
  return parseInt(id.replaceAll('-', '').slice(0, 12), 16);
}

function bodyOf(text: string): {id?: unknown; subject?: unknown} {
  try {
    return JSON.parse(text) as {id?: unknown; subject?: unknown};
  } catch {
    return {};
  }
}
