// What a keeper of the database, or of a copy, may do to a log; and that each is found and named.
import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import {after, before, describe, it} from 'node:test';
import {formatCheckpoint} from '../../src/protocol/checkpoint.js';
import type {Publication} from '../../src/protocol/publication.js';
import {formatNote, noteKey} from '../../src/protocol/signed-note.js';
import type {ArchiveFile} from '../../src/server/evidence/archive.js';
import type {FindingKind} from '../../src/server/evidence/finding.js';
import type {Verdict, VerifyOptions} from '../../src/server/evidence/verify-export.js';
import {createKeys, importKeys} from '../../src/server/keys/server-keys.js';
import {storedEntry, type EntryRow} from '../../src/server/records/stored-entry.js';
import {leaf, node, treeRoot} from '../protocol/reference-tree.js';
import {checked, holdLog, type Held} from './evidence-harness.js';

interface Row {
  place: number;
  id: string;
  subject: string;
  seq: number;
  body: string;
  /** The whole entry, as it was signed. */
  entry: string;
  signature: string;
  digest: string;
}

const LOGGED = `SELECT r.*, l.place, l.digest FROM assent_leaves l
  JOIN assent_records r ON r.site = l.site AND r.subject = l.subject AND r.seq = l.seq ORDER BY l.place`;

interface Tampering {
  /** What was done. */
  name: string;
  /** Done to the database, which is put back afterwards. */
  edit?: (held: Held, rows: readonly Row[]) => Promise<void>;
  /** Done to the files of the export. */
  alter?: (files: ArchiveFile[], held: Held, rows: readonly Row[]) => ArchiveFile[] | Promise<ArchiveFile[]>;
  options?: (held: Held) => VerifyOptions | Promise<VerifyOptions>;
  /** Absent where nothing is wrong, and only counted. */
  found?: FindingKind;
  counts?: Partial<Verdict>;
  /** The place of the first bad record, where a record is to blame. */
  at?: number;
  /** Where the record that is named stood before, if that is another place; null where none can be named. */
  names?: number | null;
  says?: RegExp;
}

const VICTIM = 301; // in the second tile, in the middle of a subject's chain
const TABLES = ['assent_records', 'assent_leaves', 'assent_subtrees', 'assent_checkpoints', 'assent_texts', 'assent_publications', 'assent_anchors'];

describe('tampering', () => {
  let held: Held;
  let rows: Row[];
  before(async () => {
    held = await holdLog({subjects: 6, each: 100});
    rows = (await held.database.query<Row & EntryRow>(LOGGED)).map(row => ({...row, entry: storedEntry(row)}));
  });
  after(() => held.close());

  const update = (column: string, value: (row: Row) => string) => ({database}: Held, all: readonly Row[]) =>
    database.query(`UPDATE assent_records SET ${column} = $1 WHERE id = $2`, [value(all[VICTIM]!), all[VICTIM]!.id]).then(() => {});
  const lines = (file: ArchiveFile) => Buffer.from(file.data).toString().split('\n').slice(0, -1);
  const inPart = (part: string, change: (all: string[]) => string[]) => (files: ArchiveFile[]) =>
    files.map(file => (file.name === part ? {...file, data: Buffer.from(change(lines(file)).map(line => `${line}\n`).join(''))} : file));
  const spelled = (part: string, at: number, change: (line: string) => string) => inPart(part, all => all.with(at, change(all[at]!)));
  const record = (change: (line: {receipt: string; body: string}) => {receipt: string | null; body: string | null}) =>
    spelled('records/001.ndjson', VICTIM - 256, line => {
      const {receipt, body} = change(JSON.parse(line));
      return JSON.stringify({receipt, body});
    });
  const published = (change: (publications: Publication[]) => unknown) => (files: ArchiveFile[]) =>
    files.map(file => (file.name === 'publications.json' ? {...file, data: Buffer.from(JSON.stringify(change(JSON.parse(Buffer.from(file.data).toString()))))} : file));
  const withHeader = (receipt: string, header: object) => [Buffer.from(JSON.stringify(header)).toString('base64url'), ...receipt.split('.').slice(1)].join('.');
  const headerOf = (receipt: string) => JSON.parse(Buffer.from(receipt.split('.')[0]!, 'base64url').toString());
  /** Signs with the operator's own key: what only the operator can do. */
  const resigned = async ({signer}: Held, entry: object, change: object) => signer.sign(JSON.stringify({...entry, ...change}), 'assent-receipt+jws');
  const noteOf = async ({keys, signer}: Held, size: number, root: Uint8Array<ArrayBuffer>, origin = 'consent.example.com/shop') => {
    const text = formatCheckpoint({origin, size, root});
    const {keyId} = await noteKey(origin, new Uint8Array(Buffer.from(keys.signing[0]!.x, 'base64url')));
    return formatNote({text, signatures: [{name: origin, keyId, signature: await signer.signBytes(new TextEncoder().encode(text))}]});
  };
  /** Rebuilds every digest and re-signs every checkpoint over altered entries, as an operator with the key could. */
  const rebuilt = async ({database, ...rest}: Held) => {
    const now = await database.query<EntryRow & {place: number}>(LOGGED);
    const digests = now.map(row => leaf(Buffer.from(storedEntry(row))));
    for (const [index, digest] of digests.entries()) {
      await database.query('UPDATE assent_leaves SET digest = $1 WHERE place = $2', [Buffer.from(digest).toString('base64'), now[index]!.place]);
    }
    for (const index of [0, 1]) {
      const root = Buffer.from(treeRoot(digests.slice(index * 256, index * 256 + 256))).toString('base64');
      await database.query('UPDATE assent_subtrees SET digest = $1 WHERE level = 1 AND place = $2', [root, index]);
    }
    for (const {size} of await database.query<{size: number}>('SELECT size FROM assent_checkpoints')) {
      const note = await noteOf({database, ...rest}, size, treeRoot(digests.slice(0, size)));
      await database.query('UPDATE assent_checkpoints SET note = $1 WHERE size = $2', [note, size]);
    }
  };
  /** Rewrites one entry and the links after it, signing each anew. */
  const rewritten = async (held: Held, from: Row, change: object) => {
    let prev: string | null = null;
    for (const row of rows.filter(({subject, seq}) => subject === from.subject && seq >= from.seq)) {
      const entry: {record: string} = {...JSON.parse(row.entry), ...(row === from ? change : {prev})};
      const receipt = await held.signer.sign(JSON.stringify(entry), 'assent-receipt+jws');
      await held.database.query('UPDATE assent_records SET entry = $1, signature = $2, body_hash = $3 WHERE id = $4', [
        JSON.stringify(entry), receipt.split('.')[2]!, entry.record, row.id,
      ]);
      prev = `sha256:${createHash('sha256').update(JSON.stringify(entry)).digest('hex')}`;
    }
  };
  /** Signs an entry anew over a body that says something else than it does. */
  const disagreeing = (change: (body: any) => object): Tampering['alter'] => async (files, held, all) => {
    const said = JSON.parse(all[VICTIM]!.body);
    const body = JSON.stringify({...said, ...change(said)});
    const receipt = await resigned(held, JSON.parse(all[VICTIM]!.entry), {record: `sha256:${createHash('sha256').update(body).digest('hex')}`});
    return record(() => ({receipt, body}))(files);
  };
  /** Signs an entry anew that says something else. */
  const claiming = (change: (entry: any) => object): Tampering['alter'] => async (files, held, all) => {
    const entry = JSON.parse(all[VICTIM]!.entry);
    const receipt = await resigned(held, entry, change(entry));
    return record(line => ({...line, receipt}))(files);
  };
  const BODIES: Record<string, (body: any) => object> = {
    id: () => ({id: '00000000-0000-7000-8000-000000000000'}),
    type: () => ({type: 'decline'}),
    site: () => ({site: 'bank'}),
    subject: () => ({subject: `s_${'a'.repeat(43)}`}),
    time: () => ({at: '2020-01-01T00:00:00.000Z'}),
    document: ({document}) => ({document: {...document, id: 'other'}}),
    version: ({document}) => ({document: {...document, version: '2'}}),
    locale: ({document}) => ({document: {...document, locale: 'de'}}),
    hash: ({document}) => ({document: {...document, hash: `sha256:${'0'.repeat(64)}`}}),
  };
  const DATES: Record<string, string> = {
    'the announcement': "announced_at = '2020-01-01T00:00:00.000Z'",
    'the date': "effective_at = '2020-01-01T00:00:00.000Z'",
    'the audience': "audience = 'new'",
    'the end of the old terms': "decline_until = '2030-01-01T00:00:00.000Z'",
    'the withdrawal': "withdrawn_at = '2020-01-01T00:00:00.000Z'",
  };
  /** After the first publication, and long before the export. */
  const LATER = new Date(Date.now() + 600_000).toISOString();
  let kept: string;

  const TAMPERINGS: Tampering[] = [
    {name: 'a body is edited', edit: update('body', ({body}) => body.replace('"accept"', '"decline"')), found: 'body_altered', at: VICTIM},
    {name: 'a body is edited in its white space only', edit: update('body', ({body}) => body.replace('{', '{ ')), found: 'body_altered', at: VICTIM},
    {name: 'a body is deleted', alter: record(line => ({...line, body: null})), found: 'body_missing', at: VICTIM},
    {name: 'a body is emptied, as an erasure would, and nothing says why', edit: update('body', () => ''), found: 'body_missing', at: VICTIM},
    {name: 'what was agreed to is emptied, and the erasure was of words only', async edit(held, all) {
      await held.operator({type: 'erase', subject: all[VICTIM]!.subject, bodies: 'words'});
      await update('body', () => '')(held, all);
    }, found: 'body_missing', at: VICTIM},
    {name: 'a body is emptied that came after the erasure', async edit(held, all) {
      await held.operator({type: 'erase', subject: all[VICTIM]!.subject, bodies: 'all'});
      await held.operator({type: 'hold', subject: all[VICTIM]!.subject, matter: 'File 1'});
      await held.database.query("UPDATE assent_records SET body = '' WHERE type = 'hold'");
    }, found: 'body_missing', at: 601, names: null},
    {name: 'the erasure itself is emptied', async edit(held, all) {
      await held.operator({type: 'erase', subject: all[VICTIM]!.subject, bodies: 'all'});
      await held.database.query("UPDATE assent_records SET body = '' WHERE subject = $1", [all[VICTIM]!.subject]);
    }, found: 'body_missing', at: 300, names: 300},
    {name: 'a body is emptied that is younger than the retention says', async edit(held, all) {
      await held.operator({type: 'retain', subject: all[0]!.subject, before: 2020});
      await update('body', () => '')(held, all);
    }, found: 'body_missing', at: VICTIM},
    {name: 'a body is emptied by the retention, under a legal hold', async edit(held, all) {
      await held.operator({type: 'hold', subject: all[VICTIM]!.subject, matter: 'File 1'});
      await held.operator({type: 'retain', subject: all[0]!.subject, before: 9999}, new Date(Date.now() + 86_400_000));
      await update('body', () => '')(held, all);
    }, found: 'hold_broken', at: VICTIM, says: /legal hold/},
    {name: 'a subject is erased under a legal hold', async edit(held, all) {
      await held.operator({type: 'hold', subject: all[VICTIM]!.subject, matter: 'File 1'});
      await held.operator({type: 'erase', subject: all[VICTIM]!.subject, bodies: 'words'});
    }, found: 'hold_broken', at: 601, names: null, says: /legal hold/},
    {name: 'a body is emptied by the retention, under a legal hold that was released afterwards', async edit(held, all) {
      const {subject} = all[VICTIM]!;
      await held.operator({type: 'hold', subject, matter: 'File 1'});
      const [hold] = await held.database.query<{id: string}>("SELECT id FROM assent_records WHERE type = 'hold'");
      await held.operator({type: 'retain', subject: all[0]!.subject, before: 9999}, new Date(Date.now() + 86_400_000));
      await held.operator({type: 'release', subject, hold: hold!.id}, new Date(Date.now() + 2 * 86_400_000));
      await update('body', () => '')(held, all);
    }, found: 'hold_broken', at: VICTIM, says: /legal hold/},
    {name: 'a subject is erased under a legal hold that was released afterwards', async edit(held, all) {
      const {subject} = all[VICTIM]!;
      await held.operator({type: 'hold', subject, matter: 'File 1'});
      const [hold] = await held.database.query<{id: string}>("SELECT id FROM assent_records WHERE type = 'hold'");
      await held.operator({type: 'erase', subject, bodies: 'words'});
      await held.operator({type: 'release', subject, hold: hold!.id});
    }, found: 'hold_broken', at: 601, names: null, says: /legal hold/},
    {name: 'the end of a legal hold is emptied, and only the retention could say why', async edit(held, all) {
      const {subject} = all[VICTIM]!;
      await held.operator({type: 'hold', subject, matter: 'File 1'});
      const [hold] = await held.database.query<{id: string}>("SELECT id FROM assent_records WHERE type = 'hold'");
      await held.operator({type: 'release', subject, hold: hold!.id});
      await held.operator({type: 'retain', subject: all[0]!.subject, before: 9999}, new Date(Date.now() + 86_400_000));
      await held.database.query("UPDATE assent_records SET body = '' WHERE type = 'release'");
    }, found: 'body_missing', at: 601, names: null},
    {name: 'an entry is edited', edit: update('entry', ({entry}) => entry.replace('"accept"', '"decline"')), found: 'receipt_invalid', at: VICTIM},
    {name: 'the time of a record is edited', edit: update('recorded_at', () => '2026-01-01T00:00:00.000Z'), found: 'receipt_invalid', at: VICTIM},
    {name: 'the type of a record is edited', edit: update('type', () => 'decline'), found: 'receipt_invalid', at: VICTIM},
    {name: 'what the columns do not say of an entry is edited', edit: ({database}, all) => database.query("UPDATE assent_records SET entry = replace(entry, '\"anonymous\"', '\"token\"') WHERE id = $1", [all[VICTIM]!.id]).then(() => {}), found: 'receipt_invalid', at: VICTIM},
    {name: 'an entry is made unreadable', edit: update('entry', () => '[,'), found: 'receipt_invalid', at: VICTIM, names: null},
    {name: 'the time of an entry is edited', edit: update('entry', ({entry}) => entry.replace(/"recordedAt":"20/, '"recordedAt":"19')), found: 'receipt_invalid', at: VICTIM},
    {name: 'an entry and its body are edited and signed anew with the real key', async edit(held, all) {
      const row = all[VICTIM]!;
      const body = row.body.replace('"accept"', '"decline"');
      const record = `sha256:${createHash('sha256').update(body).digest('hex')}`;
      const entry = JSON.stringify({...JSON.parse(row.entry), type: 'decline', record});
      const receipt = await held.signer.sign(entry, 'assent-receipt+jws');
      await held.database.query('UPDATE assent_records SET body = $1, entry = $2, signature = $3 WHERE id = $4', [body, entry, receipt.split('.')[2]!, row.id]);
    }, found: 'leaf_altered', at: VICTIM},
    {name: 'an entry is signed anew to say something else than its body', alter: async (files, held, all) => {
      const receipt = await resigned(held, JSON.parse(all[VICTIM]!.entry), {type: 'decline'});
      return record(line => ({...line, receipt}))(files);
    }, found: 'body_disagrees', at: VICTIM},
    ...Object.entries(BODIES).map(([what, change]): Tampering => ({
      name: `a body names another ${what} than the entry that was signed over it`, alter: disagreeing(change), found: 'body_disagrees', at: VICTIM,
    })),
    {name: 'an entry is signed anew as another link of its chain', alter: claiming(({seq}) => ({seq: seq + 7})), found: 'chain_broken', at: VICTIM},
    {name: 'an entry is signed anew to follow another one', alter: claiming(() => ({prev: `sha256:${'0'.repeat(64)}`})), found: 'chain_broken', at: VICTIM},
    ...['id', 'version', 'locale'].map((name): Tampering => ({
      name: `an entry is signed anew that gives its text another ${name}`, alter: claiming(({document}) => ({document: {...document, [name]: 'de'}})), found: 'document_altered', at: VICTIM,
    })),
    {name: 'a record is dropped from its table', edit: async ({database}, all) => void (await database.query('DELETE FROM assent_records WHERE id = $1', [all[VICTIM]!.id])), found: 'record_missing', at: VICTIM, names: null},
    {name: 'a record and its leaf are dropped', async edit({database}, all) {
      await database.query('DELETE FROM assent_records WHERE id = $1', [all[VICTIM]!.id]);
      await database.query('DELETE FROM assent_leaves WHERE place = $1', [VICTIM]);
    }, found: 'record_missing', at: VICTIM, names: null},
    {name: 'a record is dropped from a part of the export', alter: inPart('records/001.ndjson', all => all.toSpliced(VICTIM - 256, 1)), found: 'record_missing'},
    {name: 'two records are swapped in the log', async edit({database}, all) {
      const [a, b] = [all[VICTIM]!, all[VICTIM + 1]!];
      await database.query('DELETE FROM assent_leaves WHERE place IN ($1, $2)', [a.place, b.place]);
      for (const [place, row] of [[a.place, b], [b.place, a]] as const) {
        await database.query("INSERT INTO assent_leaves (site, place, subject, seq, digest) VALUES ('shop', $1, $2, $3, $4)", [place, row.subject, row.seq, row.digest]);
      }
    }, found: 'chain_broken', at: VICTIM, names: VICTIM + 1},
    {name: 'two records of different subjects are swapped in the export', alter: inPart('records/001.ndjson', all =>
      all.with(299 - 256, all[300 - 256]!).with(300 - 256, all[299 - 256]!),
    ), found: 'leaf_altered', at: 299, names: 300},
    {name: 'a record is repeated', alter: inPart('records/001.ndjson', all => all.with(VICTIM - 256, all[VICTIM - 257]!)), found: 'record_repeated', at: VICTIM, names: VICTIM - 1},
    {name: "a subject's chain is shortened from its end", async edit({database}, all) {
      await database.query('DELETE FROM assent_records WHERE subject = $1 AND seq > 95', [all[VICTIM]!.subject]);
    }, found: 'record_missing', at: 395, names: null},
    {name: 'a record is put in that nobody signed', alter: record(({body}) => ({
      body, receipt: `${Buffer.from(JSON.stringify({alg: 'none', kid: 'x', typ: 'assent-receipt+jws'})).toString('base64url')}.e30.AA`,
    })), found: 'receipt_invalid', at: VICTIM, says: /key/, names: null},
    {name: 'a signature is altered', edit: update('signature', ({signature}) => `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`), found: 'receipt_invalid', at: VICTIM, says: /signature/},
    {name: 'a signature in the last part is altered', edit: ({database}, all) => database.query('UPDATE assent_records SET signature = $1 WHERE id = $2', [all[0]!.signature, all[599]!.id]).then(() => {}), found: 'receipt_invalid', at: 599, says: /signature/},
    {name: 'the signature of another record is put in', edit: update('signature', () => rows[VICTIM + 1]!.signature), found: 'receipt_invalid', at: VICTIM, says: /signature/},
    {name: "a signature's header names another algorithm", alter: record(({receipt, body}) => ({body, receipt: withHeader(receipt, {...headerOf(receipt), alg: 'ES256'})})), found: 'receipt_invalid', at: VICTIM, says: /algorithm/, names: null},
    {name: "a signature's header brings a key of its own", alter: record(({receipt, body}) => ({body, receipt: withHeader(receipt, {...headerOf(receipt), jwk: {}})})), found: 'receipt_invalid', at: VICTIM, says: /header/, names: null},
    {name: "a signature's header is that of a presentation", alter: record(({receipt, body}) => ({body, receipt: withHeader(receipt, {...headerOf(receipt), typ: 'assent-presentation+jws'})})), found: 'receipt_invalid', at: VICTIM, says: /header/, names: null},
    {name: 'a receipt is spelled in another way', alter: record(({receipt, body}) => ({body, receipt: `${receipt}=`})), found: 'receipt_invalid', at: VICTIM, names: null},
    {name: 'a receipt has a part too many', alter: record(({receipt, body}) => ({body, receipt: `${receipt}.AA`})), found: 'receipt_invalid', at: VICTIM, names: null},
    {name: 'the key is replaced by a forged one in the export', async alter(files) {
      const forged = (await importKeys(await createKeys())).signer.publicKeys;
      return files.map(file => (file.name === 'keys.json' ? {...file, data: Buffer.from(JSON.stringify({keys: forged}))} : file));
    }, found: 'checkpoint_invalid', says: /no key/},
    {name: 'everything is signed by a forged key, and the real one is known', async alter(files) {
      const forged = await createKeys();
      const {signer} = await importKeys(forged);
      return Promise.all(files.map(async file => {
        if (file.name === 'keys.json') return {...file, data: Buffer.from(JSON.stringify({keys: signer.publicKeys}))};
        if (!file.name.startsWith('checkpoints/')) return file;
        const notes = await Promise.all(lines(file).map(async line => {
          const {size, note} = JSON.parse(line) as {size: number; note: string};
          const root = new Uint8Array(Buffer.from(note.split('\n')[2]!, 'base64'));
          return JSON.stringify({size, note: await noteOf({...held, keys: forged, signer}, size, root)});
        }));
        return {...file, data: Buffer.from(notes.map(line => `${line}\n`).join(''))};
      }));
    }, options: ({signer}) => ({keys: {keys: signer.publicKeys}}), found: 'checkpoint_invalid', says: /no key/},
    {name: 'a leaf is altered', edit: async ({database}) => void (await database.query('UPDATE assent_leaves SET digest = $1 WHERE place = $2', [rows[0]!.digest, VICTIM])), found: 'leaf_altered', at: VICTIM},
    {name: 'a leaf is made unreadable', edit: async ({database}) => void (await database.query("UPDATE assent_leaves SET digest = '!' WHERE place = $1", [VICTIM])), found: 'leaf_altered', at: VICTIM},
    {name: 'a digest of a subtree is altered', edit: async ({database}) => void (await database.query('UPDATE assent_subtrees SET digest = $1 WHERE place = 1', [rows[0]!.digest])), found: 'tile_altered', at: 256, names: null},
    {name: 'a tile is left out', alter: files => files.filter(({name}) => !name.startsWith('tile/1/')), found: 'archive_damaged'},
    {name: 'a text is edited', edit: async ({database}) => void (await database.query("UPDATE assent_texts SET canonical = replace(canonical, 'may', 'must')")), found: 'document_altered'},
    {name: 'the source of a text is edited', edit: async ({database}) => void (await database.query("UPDATE assent_texts SET source = replace(source, 'may', 'must')")), found: 'document_altered'},
    {name: 'a text is deleted', alter: files => files.filter(({name}) => !name.startsWith('documents/')), found: 'document_missing', at: 1},
    {name: 'a text is replaced by one of another version', alter(files) {
      const {name, data} = files.find(file => file.name.startsWith('documents/'))!;
      const other = Buffer.from(Buffer.from(data).toString().replace('"version":"1"', '"version":"2"'));
      return files.map(file => (file.name === name ? {name: `documents/${createHash('sha256').update(other).digest('hex')}.json`, data: other} : file));
    }, found: 'document_missing', at: 1},
    {name: 'the last checkpoint is deleted', edit: async ({database}) => void (await database.query('DELETE FROM assent_checkpoints WHERE size = 600')), options: () => ({against: [kept]}), found: 'log_shorter', at: 500, names: null},
    {name: 'a checkpoint is edited', edit: async ({database}) => void (await database.query("UPDATE assent_checkpoints SET note = replace(note, '\n400\n', '\n399\n') WHERE size = 400")), found: 'checkpoint_invalid'},
    {name: 'a checkpoint is that of another size', edit: async ({database}) => void (await database.query('UPDATE assent_checkpoints SET note = (SELECT note FROM assent_checkpoints WHERE size = 300) WHERE size = 400')), found: 'checkpoint_invalid', says: /size 300/},
    {name: 'a checkpoint is that of another log', async edit(held) {
      await held.database.query('UPDATE assent_checkpoints SET note = $1 WHERE size = 400', [await noteOf(held, 400, node(leaf(Buffer.of(1)), leaf(Buffer.of(2))), 'consent.example.com/bank')]);
    }, found: 'checkpoint_invalid', says: /another log/},
    {name: 'the tail is rewritten and everything in it signed anew, but for one old checkpoint', async edit(held, all) {
      await rewritten(held, all.find(({subject, seq}) => subject === all[VICTIM]!.subject && seq === all[VICTIM]!.seq)!, {recordedAt: '2020-01-01T00:00:00.000Z'});
      const [{note}] = (await held.database.query<{note: string}>('SELECT note FROM assent_checkpoints WHERE size = 400')) as [{note: string}];
      await rebuilt(held);
      await held.database.query('UPDATE assent_checkpoints SET note = $1 WHERE size = 400', [note]);
    }, found: 'root_differs', at: 300},
    {name: 'the log is forked: all is rewritten and signed anew, and a checkpoint was kept elsewhere', async edit(held, all) {
      await rewritten(held, all[VICTIM]!, {recordedAt: '2020-01-01T00:00:00.000Z'});
      await rebuilt(held);
    }, options: () => ({against: [kept]}), found: 'root_differs', at: 500, says: /was kept/},
    {name: 'the log is forked, and was left at an anchor', async edit(held, all) {
      await held.database.query("INSERT INTO assent_anchors VALUES ('shop', 'webhook:https://witness.example/', 600, $1, NULL, '2026-11-23T20:00:00.000Z')", [kept]);
      await rewritten(held, all[VICTIM]!, {recordedAt: '2020-01-01T00:00:00.000Z'});
      await rebuilt(held);
    }, found: 'root_differs', at: 500, says: /left at webhook/},
    {name: 'an old backup is restored, and a checkpoint was kept elsewhere', async edit({database}) {
      await database.query('DELETE FROM assent_leaves WHERE place >= 400');
      await database.query('DELETE FROM assent_checkpoints WHERE size > 400');
    }, options: () => ({against: [kept]}), found: 'log_shorter', at: 400, names: null},
    {name: 'the export is cut short by a part', alter: files => files.filter(({name}) => !/\/002\.|\/002$/.test(name) && !name.startsWith('tile/1/')), found: 'record_missing', at: 512, names: null},
    {name: 'parts of the export are put in another order', alter: files => [...files].sort((a, b) => a.name.localeCompare(b.name)), found: 'archive_damaged'},
    {name: 'a file is in the export twice', alter: files => [...files, files.find(({name}) => name === 'publications.json')!], found: 'archive_damaged', says: /publications\.json is in the export twice/},
    {name: 'a second description follows the log, of another site', alter: ([description, ...files]) => [
      description!, ...files, {name: description!.name, data: Buffer.from(Buffer.from(description!.data).toString().replaceAll('shop', 'bank'))},
    ], found: 'archive_damaged', says: /twice/},
    {name: 'a forked log is signed, and its checkpoint put behind the log, where nothing is compared', alter: async (files, held) => {
      const line = {size: 600, note: await noteOf(held, 600, leaf(Buffer.of(1)))};
      return [...files, {name: 'checkpoints/000009.ndjson', data: Buffer.from(`${JSON.stringify(line)}\n`)}];
    }, found: 'archive_damaged', says: /before the log/},
    {name: 'a record is there twice in one line', alter: spelled('records/001.ndjson', VICTIM - 256, line => line.replace('{', '{"body":"{}",')), found: 'archive_damaged', at: VICTIM, names: null},
    {name: 'a body is there twice in one line, spelled in two ways', alter: spelled('records/001.ndjson', VICTIM - 256, line => line.replace(',"body":', ',"b\\u006fdy":"{}","body":')), found: 'archive_damaged', at: VICTIM, names: null},
    {name: 'a record says more than an export writes', alter: spelled('records/001.ndjson', VICTIM - 256, line => line.replace(/}$/, ',"note":"x"}')), found: 'archive_damaged', at: VICTIM, names: null},
    {name: 'a checkpoint is there twice in one line', alter: spelled('checkpoints/000000.ndjson', 0, line => line.replace('{', '{"size":1,')), found: 'archive_damaged', says: /form/},
    {name: 'the description has a key twice', alter: files => files.map(file => (file.name === 'assent-export.json' ? {...file, data: Buffer.from(Buffer.from(file.data).toString().replace('{', '{"site": "other",'))} : file)), found: 'archive_damaged', says: /key twice/},
    {name: 'the publications are left out', alter: files => files.filter(({name}) => name !== 'publications.json'), found: 'archive_damaged', says: /no publications\.json/},
    {name: 'the publications are not of their form', alter: published(all => all.map(({effectiveAt: _, ...rest}) => rest)), found: 'archive_damaged', says: /publications\.json is not of the form/},
    {name: 'a publication is left out', alter: published(() => []), found: 'archive_damaged', says: /does not name documents\//},
    {name: 'a publication names a text that is not there', alter: published(all => all.map(one => ({...one, texts: [...one.texts, {...one.texts[0]!, hash: `sha256:${'0'.repeat(64)}`}]}))), found: 'document_missing', says: /publications\.json names/},
    {name: 'a publication names a source that is not there', alter: published(all => all.map(one => ({...one, texts: one.texts.map(text => ({...text, sourceHash: `sha256:${'0'.repeat(64)}`}))}))), found: 'document_missing', says: /its source/},
    {name: 'a publication is given another version', alter: published(all => all.map(one => ({...one, version: 'other'}))), found: 'document_altered', says: /another document, version or locale/},
    {name: 'a publication is given another name', alter: published(all => all.map(one => ({...one, document: 'other'}))), found: 'document_altered', says: /another document, version or locale/},
    {name: 'a text is published in another language', alter: published(all => all.map(one => ({...one, texts: one.texts.map(text => ({...text, locale: 'de'}))}))), found: 'document_altered', says: /another document, version or locale/},
    ...Object.entries(DATES).map(([what, edit]): Tampering => ({
      name: `${what} of a publication is edited`, edit: async ({database}) => void (await database.query(`UPDATE assent_publications SET ${edit}`)), found: 'publication_altered', at: 0,
    })),
    {name: 'a publication is put in that the log was never told of', alter: published(all => [...all, {...all[0]!, version: '0', announcedAt: LATER, texts: []}]), found: 'publication_unlogged', says: /@0 is in publications\.json/},
    {name: 'a publication is put in that is said to be older than such records, and counted as such', alter: published(all => [...all, {...all[0]!, version: '0', announcedAt: '2020-01-01T00:00:00.000Z', texts: []}]), counts: {unlogged: 1}},
    {name: 'a publication is taken out with all that named it', async edit(held) {
      await held.operator({type: 'publish', subject: rows[0]!.subject, publication: {...JSON.parse(rows[0]!.body).publication, version: '0', announcedAt: new Date().toISOString(), texts: []}});
    }, found: 'publication_missing', at: 600, names: null, says: /told of terms-of-use@0/},
    {name: 'a publication is told to the log long after it says that it was announced', async edit(held) {
      await held.operator({type: 'publish', subject: rows[0]!.subject, publication: {...JSON.parse(rows[0]!.body).publication, version: '0', announcedAt: LATER, texts: []}}, new Date(Date.now() + 1_800_000));
    }, alter: published(all => [...all, {...all[0]!, version: '0', announcedAt: LATER, texts: []}]), found: 'publication_unlogged', at: 600, names: null, says: /and the log was told at/},
    {name: 'the end of the log is not signed', alter: inPart('checkpoints/000000.ndjson', all => all.slice(0, -1)), found: 'checkpoint_invalid', says: /Nothing is signed at the size of the export, 600/},
    {name: 'a file is added to the export', alter: files => [...files, {name: 'note.txt', data: new Uint8Array()}], found: 'archive_damaged'},
    {name: 'records of another site are put in', alter: async (files, held, all) => {
      const receipt = await resigned(held, JSON.parse(all[VICTIM]!.entry), {site: 'bank'});
      return record(line => ({...line, receipt}))(files);
    }, found: 'entry_foreign', at: VICTIM},
  ];

  it('is not found where there is none', async () => {
    kept = (await held.log.checkpoint('shop'))!.note;
    const verdict = await checked(await held.exported(), {keys: {keys: held.signer.publicKeys}, against: [kept]});
    assert.equal(verdict.finding, undefined);
    assert.equal(verdict.records, 600);
  });

  for (const {name, edit, alter, options, found, counts, at, names, says} of TAMPERINGS) {
    it(`is found where ${name}`, async () => {
      for (const table of TABLES) await held.database.query(`CREATE TABLE saved_${table} AS SELECT * FROM ${table}`);
      try {
        await edit?.(held, rows);
        const files = await held.exported();
        const verdict = await checked(alter ? await alter(files, held, rows) : files, await options?.(held));
        const {finding} = verdict;
        assert.deepEqual({...verdict, ...counts}, verdict);
        assert.equal(finding?.kind, found, JSON.stringify(finding));
        if (at !== undefined) assert.equal(finding?.place, at, JSON.stringify(finding));
        const named = names === undefined ? at : names;
        if (named !== undefined && named !== null) assert.equal(finding?.record, rows[named]!.id);
        if (says) assert.match(finding!.message, says);
      } finally {
        for (const table of TABLES) {
          await held.database.query(`DELETE FROM ${table}`);
          await held.database.query(`INSERT INTO ${table} SELECT * FROM saved_${table}`);
          await held.database.query(`DROP TABLE saved_${table}`);
        }
      }
    });
  }

});
