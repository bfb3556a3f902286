import {expect} from 'chai';
import {memoryStore} from '../../src/outbox/memory-store.js';
import {idbStore} from '../../src/outbox/store.js';
import {Backend, closeClients, codeOf, quiet, until} from './backend.js';

const DOCUMENT = 'terms-of-service';
const CUT = {fault: {kind: 'cut-before'}, path: 'records'} as const;

describe('people on a device', () => {
  let backend: Backend;
  beforeEach(async () => (backend = await Backend.open()));
  afterEach(closeClients);

  it('are anonymous by one id for the site, in every tab and on every visit', async () => {
    const [a, b] = [backend.client(), backend.client()];
    await Promise.all([a.agreements(), b.agreements()]);
    await (await a.accept(DOCUMENT)).recorded;
    await (await b.accept(DOCUMENT)).recorded;
    await (await backend.client().accept(DOCUMENT)).recorded;
    const records = await backend.records();
    expect(new Set(records.map(({subject}) => subject)).size).to.equal(1);
    expect(records.map(({entry}) => entry.via)).to.deep.equal(['anonymous', 'anonymous', 'anonymous']);
  });

  it('are accounts by their tokens', async () => {
    const client = backend.account('ada');
    const act = await client.accept(DOCUMENT);
    expect((await act.recorded).entry.via).to.equal('token');
    expect((await backend.requests()).filter(({path}) => path !== 'v1/keys').every(({authorized, anonymous}) => authorized && !anonymous)).to.equal(true);
  });

  it('bring the receipts of what they answered on another device, checked, and each once', async () => {
    const first = backend.account('ada');
    const {entry} = await (await first.accept(DOCUMENT)).recorded;
    await (await first.withdraw(DOCUMENT)).recorded;
    const kept = memoryStore();
    const second = backend.clientOn({store: () => kept}, {subject: 'ada', getSubjectToken: () => backend.token('ada')});
    expect(await second.receipts()).to.deep.equal([]);
    const brought = await second.receipts({fresh: true});
    expect(brought.map(receipt => receipt.entry.type)).to.deep.equal(['accept', 'withdraw']);
    expect(brought[0]!.entry).to.deep.equal(entry);
    expect(await second.receipts({fresh: true})).to.have.lengthOf(2);
    expect(await second.receipts()).to.have.lengthOf(2);
  });

  it('bring no receipt that does not hold, and say so where there is no line', async () => {
    await (await backend.account('ada').accept(DOCUMENT)).recorded;
    const kept = memoryStore();
    const second = backend.clientOn({store: () => kept}, {subject: 'ada', getSubjectToken: () => backend.token('ada')});
    await backend.faults({fault: {kind: 'rewrite', from: 'accept', to: 'decline'}, path: 'records'});
    expect(await second.receipts({fresh: true})).to.deep.equal([]);
    await backend.faults(CUT);
    expect(await codeOf(second.receipts({fresh: true}))).to.equal('offline');
  });

  it('neither see nor send what is another one’s', async () => {
    const ada = backend.account('ada');
    await ada.agreements();
    await backend.faults(CUT);
    const act = await ada.accept(DOCUMENT);
    await until(async () => (await ada.outbox.list())[0]!.attempts > 0);
    ada.close();
    await quiet(backend);
    await backend.faults();

    const bob = backend.account('bob');
    expect((await bob.agreements())[0]!.status).to.equal('none');
    expect(await bob.outbox.list()).to.deep.equal([]);
    expect(await codeOf(bob.outbox.export(act.id))).to.equal('not_found');
    expect(await codeOf(bob.outbox.discard(act.id))).to.equal('not_found');
    expect((await bob.flush()).left).to.deep.equal([]);
    expect(await backend.records()).to.deep.equal([]);

    const again = backend.account('ada');
    expect((await again.agreements())[0]!.status).to.equal('current');
    await until(async () => (await again.receipts()).length === 1);
    const [record] = await backend.records();
    expect(record).to.include({id: act.id});
    expect(record!.entry.via).to.equal('token');
    expect(await bob.receipts()).to.deep.equal([]);
  });

  it('leave by signing out, and what they did is still delivered under its presentation', async () => {
    const ada = backend.account('ada');
    await ada.agreements();
    await backend.faults(CUT);
    const act = await ada.accept(DOCUMENT);
    const {left} = await ada.signOut();
    expect(left.map(({id}) => id)).to.deep.equal([act.id]);
    expect(await codeOf(ada.accept(DOCUMENT))).to.equal('aborted');
    expect(await codeOf(ada.agreements())).to.equal('aborted');
    ada.close();
    await quiet(backend);

    // From here on: a drain of Ada's page that had begun may come first, and nobody answered any before.
    const answered = async () => (await backend.posts()).filter(({status}) => status !== undefined);
    expect(await answered()).to.deep.equal([]);
    await backend.faults();
    const bob = backend.account('bob');
    expect(await bob.outbox.list()).to.deep.equal([]);
    await until(async () => (await answered()).length > 0);
    const [record] = await backend.records();
    expect(record!.id).to.equal(act.id);
    expect(record!.entry.via).to.equal('presentation');
    expect(await answered()).to.deep.equal([{method: 'POST', path: 'v1/records', records: 1, authorized: false, anonymous: false, status: 200}]);
    await (await bob.accept(DOCUMENT)).recorded;
    const subjects = (await backend.records()).map(({subject}) => subject);
    expect(new Set(subjects).size).to.equal(2);
    expect(await bob.receipts()).to.have.length(1);
  });

  it('leave when what they had begun to do is done', async () => {
    const ada = backend.account('ada');
    const accepting = ada.accept(DOCUMENT); // asks for the agreements first
    const {recorded, left} = await ada.signOut();
    expect([recorded, left]).to.deep.equal([1, []]);
    expect((await accepting).state).to.equal('recorded');
  });

  it('leave nothing behind of an answer that comes after they have left', async () => {
    const ada = backend.account('ada');
    await ada.agreements();
    await backend.faults({fault: {kind: 'delay', ms: 500}, path: 'agreements'}, {fault: {kind: 'delay', ms: 500}, path: 'standing'});
    const late = [ada.agreements({fresh: true}), ada.standing({fresh: true})];
    await until(async () => (await backend.requests()).filter(({path}) => /agreements|standing/.test(path)).length === 3);
    await ada.signOut();
    await Promise.all(late);
    const device = idbStore(`assent.${backend.site}`);
    const left = await Promise.all([device.list('agreements/'), device.list('standing/')]);
    device.close();
    expect(left).to.deep.equal([[], []]);
  });

  it('are somebody else after an anonymous visitor has signed out', async () => {
    const first = backend.client();
    await (await first.accept(DOCUMENT)).recorded;
    await first.signOut();
    const second = backend.client();
    expect((await second.agreements())[0]!.status).to.equal('none');
    expect(await second.receipts()).to.deep.equal([]);
  });

  it('have their token renewed once when it has run out', async () => {
    const lives = [300, -200, 300];
    let asked = 0;
    const client = backend.account('ada', {getSubjectToken: () => backend.token('ada', lives[asked++] ?? 300)});
    await client.agreements();
    const act = await client.accept(DOCUMENT);
    expect((await act.recorded).entry.via).to.equal('token');
    expect(asked).to.equal(3);
  });

  it('have it renewed for a question as well, and only once', async () => {
    const lives = [-200, 300];
    let asked = 0;
    const client = backend.account('ada', {getSubjectToken: () => backend.token('ada', lives[asked++] ?? -200)});
    expect((await client.agreements())[0]!.status).to.equal('none');
    expect(asked).to.equal(2);
    expect(await codeOf(client.agreements({fresh: true}))).to.equal('token_expired');
    expect(asked).to.equal(4);
  });

  it('have their acts held while there is no good token, and sent when there is', async () => {
    let life = 300;
    let asked = 0;
    const client = backend.account('ada', {getSubjectToken: () => (asked++, backend.token('ada', life))});
    await client.agreements();
    life = -200;
    const before = asked;
    const act = await client.accept(DOCUMENT);
    await until(async () => (await client.outbox.list())[0]!.state === 'held');
    expect(asked - before).to.equal(2);
    expect((await client.outbox.list())[0]!.problem?.type).to.equal('urn:assent:problem:token_expired');
    expect(act.state).to.equal('saved');
    expect((await client.agreements())[0]!.status).to.equal('current');
    expect(await backend.records()).to.deep.equal([]);
    expect((await client.flush()).error?.code).to.equal('token_expired');

    life = 300;
    expect(await client.flush()).to.deep.equal({recorded: 1, left: []});
    expect((await act.recorded).entry.via).to.equal('token');
  });

  it('have their held acts sent as soon as any request of theirs is answered', async () => {
    let life = 300;
    const client = backend.account('ada', {getSubjectToken: () => backend.token('ada', life)});
    await client.agreements();
    life = -200;
    const act = await client.accept(DOCUMENT);
    await until(async () => (await client.outbox.list())[0]!.state === 'held');
    life = 300;
    await client.agreements({fresh: true});
    expect((await act.recorded).entry.via).to.equal('token');
  });

  it('keep their acts when the host fails to give a token', async () => {
    let fails = false;
    const client = backend.account('ada', {
      getSubjectToken() {
        if (fails) throw new TypeError('The host is offline.');
        return backend.token('ada');
      },
    });
    await client.agreements();
    fails = true;
    const act = await client.accept(DOCUMENT);
    const {left, error} = await client.flush();
    expect(left).to.have.length(1);
    expect(left[0]).to.include({state: 'saved'});
    expect(error).to.include({code: 'subject_required'});
    expect((error!.cause as Error).message).to.equal('The host is offline.');
    fails = false;
    await client.flush();
    expect(act.state).to.equal('recorded');
  });

  it('are not taken for the one whose token the host mixed up', async () => {
    const client = backend.account('ada', {getSubjectToken: () => backend.token('bob')});
    expect(await codeOf(client.agreements())).to.equal('subject_mismatch');
    expect(await backend.requests()).to.deep.equal([]);
  });

  it('are not named in the database of the device', async () => {
    const client = backend.account('ada@example.com');
    await backend.faults({...CUT, path: 'v1/records'});
    await client.accept(DOCUMENT);
    const database = await new Promise<IDBDatabase>(resolve => {
      const request = indexedDB.open(`assent.${backend.site}`);
      request.onsuccess = () => resolve(request.result);
    });
    const store = database.transaction('assent').objectStore('assent');
    const dump = await Promise.all(
      [store.getAllKeys(), store.getAll()].map(request => new Promise(resolve => (request.onsuccess = () => resolve(request.result)))),
    );
    database.close();
    const text = JSON.stringify(dump);
    expect(text).to.contain('item/');
    expect(text).to.not.contain('ada@example.com');
    expect(text).to.not.contain('Bearer');
    expect(text).to.not.contain('authorization');
  });
});
