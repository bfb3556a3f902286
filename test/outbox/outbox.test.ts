import {expect} from 'chai';
import {AttachmentBox} from '../../src/outbox/attachment-box.js';
import type {Item} from '../../src/outbox/item.js';
import {Outbox} from '../../src/outbox/outbox.js';
import {settle} from '../../src/outbox/settle.js';
import {idbStore, type Store} from '../../src/outbox/store.js';
import type {Entry} from '../../src/protocol/receipt.js';
import {uuid7} from '../../src/protocol/uuid.js';

const HASH = `sha256:${'0'.repeat(64)}`;
const document = {id: 'terms-of-service', version: '1', locale: 'en', hash: HASH};
const problem = {type: 'urn:assent:problem:unknown_version', title: 'No', status: 422, detail: 'No.', advice: 'Ask again.'};

function draft(person = 'account.a', id = uuid7(Date.now())) {
  return {id, person, text: JSON.stringify({id}), type: 'accept' as const, document, at: new Date().toISOString()};
}

function receipt({id}: Item, seq = 1): {jws: string; entry: Entry; verified: boolean} {
  const at = new Date().toISOString();
  const entry: Entry = {
    v: 1, site: 'site', sub: `s_${'a'.repeat(43)}`, seq, prev: null, id, type: 'accept', record: HASH, document,
    presentedAt: at, claimedAt: at, recordedAt: at, via: 'token', flags: [],
  };
  return {jws: 'a.b.c', entry, verified: true};
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(() => 'none', error => error.code ?? error.name);
}

describe('outbox', () => {
  let name: string;
  let store: Store;
  let outbox: Outbox;
  beforeEach(() => {
    name = `test.${crypto.randomUUID()}`;
    store = idbStore(name);
    outbox = new Outbox(store);
  });

  it('gives items back in the order of the acts, whatever their ids and clocks say', async () => {
    const ids = [uuid7(3000), uuid7(1000), uuid7(2000)];
    for (const id of ids) await outbox.add(draft('account.a', id));
    expect((await new Outbox(idbStore(name)).items()).map(({id}) => id)).to.deep.equal(ids);
  });

  it('counts on where an earlier page stopped', async () => {
    const first = await outbox.add(draft());
    await outbox.discard(first.id);
    expect((await new Outbox(idbStore(name)).add(draft())).seq).to.equal(first.seq + 1);
  });

  it('keeps the bytes of a record as they were', async () => {
    const text = '{"b":1.0,  "a":"\\u00e9é\u{1f600}"}';
    const {id} = await outbox.add({...draft(), text});
    expect((await outbox.item(id))?.text).to.equal(text);
  });

  it('takes an item out only together with its receipt', async () => {
    const item = await outbox.add(draft());
    await settle(outbox, [{item, kind: 'recorded', receipt: receipt(item)}]);
    expect(await outbox.items()).to.deep.equal([]);
    expect((await outbox.receipt('account.a', item.id))?.text).to.equal(item.text);
  });

  it('keeps the item when its receipt cannot be stored', async () => {
    const item = await outbox.add(draft());
    const unstorable = {...receipt(item), jws: (() => {}) as unknown as string};
    expect(await codeOf(settle(outbox, [{item, kind: 'recorded', receipt: unstorable}]))).to.not.equal('none');
    expect(await outbox.items()).to.deep.equal([item]);
  });

  it('counts attempts, and keeps why an item is held or dead', async () => {
    const [later, held, dead] = [await outbox.add(draft()), await outbox.add(draft()), await outbox.add(draft())];
    await settle(outbox, [
      {item: later, kind: 'later'},
      {item: held, kind: 'held', problem},
      {item: dead, kind: 'dead', problem},
    ]);
    expect((await outbox.items()).map(({state, attempts, problem}) => [state, attempts, problem?.status])).to.deep.equal([
      ['saved', 1, undefined],
      ['held', 1, 422],
      ['dead', 1, 422],
    ]);
  });

  it('does not bring back what was discarded while it was on its way', async () => {
    const item = await outbox.add(draft());
    await outbox.discard(item.id);
    await settle(outbox, [{item, kind: 'later'}]);
    expect(await outbox.items()).to.deep.equal([]);
  });

  it('keeps the receipt of what was discarded while it was on its way', async () => {
    const item = await outbox.add(draft());
    await outbox.discard(item.id);
    await settle(outbox, [{item, kind: 'recorded', receipt: receipt(item)}]);
    expect(await outbox.receipts('account.a')).to.have.length(1);
  });

  it('gives one person their own receipts only, in the order of their chain', async () => {
    const mine = [await outbox.add(draft()), await outbox.add(draft())];
    const other = await outbox.add(draft('account.b'));
    await settle(outbox, [
      {item: mine[0]!, kind: 'recorded', receipt: receipt(mine[0]!, 2)},
      {item: mine[1]!, kind: 'recorded', receipt: receipt(mine[1]!, 1)},
      {item: other, kind: 'recorded', receipt: receipt(other, 3)},
    ]);
    expect((await outbox.receipts('account.a')).map(({entry}) => entry.seq)).to.deep.equal([1, 2]);
  });

  it('refuses a new act when it is full, and evicts none', async () => {
    const small = new Outbox(store, {maxItems: 2});
    const kept = [await small.add(draft()), await small.add(draft())];
    expect(await codeOf(small.add(draft()))).to.equal('outbox_full');
    expect(await small.items()).to.deep.equal(kept);
  });

  it('counts what other tabs have added and sent, before it refuses and before it is too full', async () => {
    const [one, other] = [new Outbox(store, {maxItems: 4}), new Outbox(idbStore(name), {maxItems: 4})];
    const kept = [await one.add(draft()), await other.add(draft()), await other.add(draft()), await one.add(draft())];
    expect(await codeOf(one.add(draft()))).to.equal('outbox_full');
    expect(await codeOf(other.add(draft()))).to.equal('outbox_full');
    await one.discard(kept[0]!.id);
    const last = await other.add(draft());
    expect(await codeOf(one.add(draft()))).to.equal('outbox_full');
    expect(await one.items()).to.deep.equal([...kept.slice(1), last]);
  });

  it('leaves values alone that it cannot read: newer ones, broken ones', async () => {
    const good = await outbox.add(draft());
    const strange: [string, unknown][] = [
      ['item/newer', {...good, id: 'newer', v: 2}],
      ['item/text', 'nonsense'],
      ['item/half', {v: 1, id: 'half'}],
      ['item/null', null],
    ];
    await store.change([], () => ({writes: strange, result: undefined}));
    expect(await outbox.items()).to.deep.equal([good]);
    await outbox.update(['newer', 'half', 'text', good.id], {released: true});
    await settle(outbox, [{item: {...good, id: 'newer'}, kind: 'later'}]);
    expect((await outbox.item(good.id))?.released).to.equal(true);
    for (const [key, value] of strange) expect(await store.get(key)).to.deep.equal(value);
  });

  it('keeps fields that it does not know when it changes an item', async () => {
    const item = await outbox.add(draft());
    await store.change([], () => ({writes: [[`item/${item.id}`, {...item, later: {of: 'us'}}]], result: undefined}));
    await settle(outbox, [{item, kind: 'later'}]);
    expect(await store.get(`item/${item.id}`)).to.deep.equal({...item, attempts: 1, later: {of: 'us'}});
  });

  it('goes on in order beside a counter that it cannot read', async () => {
    await outbox.add(draft());
    const newer = {v: 2, last: 'x'};
    await store.change([], () => ({writes: [['count', newer]], result: undefined}));
    const ids = [(await outbox.add(draft())).id];
    await new Promise(resolve => setTimeout(resolve, 5));
    ids.push((await outbox.add(draft())).id);
    expect((await outbox.items()).slice(1).map(({id}) => id)).to.deep.equal(ids);
    expect(await store.get('count')).to.deep.equal(newer);
  });

  it('numbers acts of several tabs without a gap or a double', async () => {
    const tabs = [outbox, new Outbox(idbStore(name)), new Outbox(idbStore(name))];
    await Promise.all(Array.from({length: 60}, (_, index) => tabs[index % 3]!.add(draft())));
    expect((await outbox.items()).map(({seq}) => seq)).to.deep.equal(Array.from({length: 60}, (_, index) => index + 1));
  });

  describe('reads what version 0.1 has stored', () => {
    const ids = ['019ab000-0000-7000-8000-000000000001', '019ab000-0000-7000-8000-000000000002', '019ab000-0000-7000-8000-000000000003'];
    const at = '2026-11-23T21:00:00.000Z';
    const saved = {v: 1, id: ids[0], seq: 7, person: 'account.0123', text: '{"v":1}', type: 'accept', document, at, state: 'saved', attempts: 0};
    const refused = {...saved, id: ids[1], seq: 8, type: 'decline', choices: {'voice-prints': false}, state: 'held', attempts: 3, problem, released: true};
    const link = {...saved, id: ids[2], seq: 9, type: 'link', linked: `anonymous.${'0'.repeat(32)}`};
    const kept = {v: 1, person: 'account.0123', text: '{"v":1}', jws: 'a.b.c', verified: false, entry: receipt(saved as Item).entry};
    const put = (writes: [string, unknown][]) => store.change([], () => ({writes, result: undefined}));

    it('of acts, with all that may be beside them and without', async () => {
      await put([...[saved, refused, link].map((item): [string, unknown] => [`item/${item.id}`, item]), ['count', {v: 1, last: 9}]]);
      expect(await outbox.items()).to.deep.equal([saved, refused, link]);
      expect((await outbox.add(draft())).seq).to.equal(10);
    });

    it('of receipts, with all that may be beside them and without', async () => {
      const linked = {...kept, choices: {'voice-prints': false}, linked: link.linked, entry: {...kept.entry, seq: 2}};
      await put([['receipt/account.0123/x', kept], ['receipt/account.0123/y', linked]]);
      expect(await outbox.receipts('account.0123')).to.deep.equal([kept, linked]);
    });

    it('of attachments', async () => {
      const upload = {v: 1, record: ids[0], person: 'account.0123', hash: HASH, type: 'image/png'};
      const refused = {...upload, record: ids[1], problem};
      const bytes = {v: 1, bytes: new Uint8Array([1, 2, 3])};
      await put([[`upload/${ids[0]}/${HASH}`, upload], [`attachment/${ids[0]}/${HASH}`, bytes], [`upload/${ids[1]}/${HASH}`, refused]]);
      const box = new AttachmentBox(store);
      const uploads = await box.list();
      expect(uploads).to.deep.equal([upload, refused]);
      expect(await box.bytes(uploads[0]!)).to.deep.equal(bytes.bytes);
    });
  });
});
