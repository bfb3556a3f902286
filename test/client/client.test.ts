import {expect} from 'chai';
import {deviceClock} from '../../src/client/clock.js';
import type {Device} from '../../src/client/device.js';
import {httpTransport} from '../../src/client/transport.js';
import {idbStore} from '../../src/outbox/store.js';
import type {Agreement} from '../../src/protocol/agreement.js';
import type {AssentError} from '../../src/protocol/errors.js';
import {hashBytes} from '../../src/protocol/hash.js';
import {ROUTES} from '../../src/protocol/routes.js';
import {verifyReceipt} from '../../src/protocol/verify-receipt.js';
import {Backend, closeClients, codeOf, quiet, until} from './backend.js';

const DOCUMENT = 'terms-of-service';

describe('client', () => {
  let backend: Backend;
  beforeEach(async () => (backend = await Backend.open()));
  afterEach(closeClients);
  const questions = async () => (await backend.requests()).filter(({path}) => path === 'v1/agreements');

  it('tells what is owed, shows the text, and has an acceptance recorded', async () => {
    const client = backend.client();
    const [agreement] = await client.agreements();
    expect(agreement).to.include({document: DOCUMENT, status: 'none'});
    const {hash} = agreement!.offers[0]!.text;
    expect((await client.terms(hash)).title).to.equal('Terms of a test');
    const act = await client.accept(DOCUMENT);
    expect(act.state).to.equal('saved');
    const receipt = await act.recorded;
    expect(act.state).to.equal('recorded');

    const [record, ...rest] = await backend.records();
    expect(rest).to.deep.equal([]);
    expect(record!.id).to.equal(act.id);
    expect(JSON.parse(record!.body).document.hash).to.equal(hash);
    expect(receipt.entry.record).to.equal(await hashBytes(record!.body));
    expect((await verifyReceipt(receipt.jws, await client.keys())).result).to.equal(receipt.verified ? 'valid' : 'unverifiable');
    expect(await client.outbox.list()).to.deep.equal([]);
    expect((await client.receipts()).map(({entry}) => entry.id)).to.deep.equal([act.id]);
  });

  it('has what was shown recorded, and which explanations were asked for', async () => {
    const client = backend.client();
    await client.agreements();
    const shown = {mode: 'dialog', statement: 'By choosing Agree you accept.', button: 'Agree', endReached: true, openMs: 1200, explained: ['2']} as const;
    await (await client.accept(DOCUMENT, {shown: {...shown, explained: ['2']}, made: {by: 'ui', trusted: true}})).recorded;
    expect(JSON.parse((await backend.records())[0]!.body).shown).to.deep.equal(shown);
  });

  it('counts an act from the moment that it is saved', async () => {
    await backend.faults({fault: {kind: 'cut-before'}, path: 'records'});
    const client = backend.client();
    await client.agreements();
    await client.accept(DOCUMENT);
    expect((await client.agreements())[0]!.status).to.equal('current');
    expect((await backend.client().agreements())[0]!.status).to.equal('current');
    expect(await backend.records()).to.deep.equal([]);
  });

  it('knows what was done, and the text, without a network', async () => {
    const first = backend.client();
    const {hash} = (await first.agreements())[0]!.offers[0]!.text;
    await first.terms(hash);
    await (await first.accept(DOCUMENT)).recorded;
    first.close();
    await backend.faults({fault: {kind: 'cut-before'}});
    const second = backend.client();
    expect((await second.agreements())[0]!.status).to.equal('current');
    expect((await second.terms(hash)).title).to.equal('Terms of a test');
    const error = await second.agreements({fresh: true}).catch((reason: AssentError) => reason);
    // A page of an origin that the site does not list gets no more of an answer than one without a network.
    expect(error).to.include({code: 'offline'}).and.have.property('advice').that.includes('Does the site list this origin');
  });

  it('is asked again for a new version, and for nothing after an editorial one', async () => {
    const client = backend.client();
    await client.agreements();
    await (await client.accept(DOCUMENT)).recorded;
    await backend.publish('2', {change: 'editorial'});
    expect((await client.agreements({fresh: true}))[0]!.status).to.equal('current');
    await backend.publish('3');
    expect((await client.agreements({fresh: true}))[0]!.status).to.equal('due');
    await (await client.decline(DOCUMENT)).recorded;
    expect((await client.agreements({fresh: true}))[0]!.status).to.equal('declined');
    expect((await backend.records()).map(({seq, body}) => [seq, JSON.parse(body).type])).to.deep.equal([[1, 'accept'], [2, 'decline']]);
  });

  it('withdraws as it accepts', async () => {
    const client = backend.client();
    await (await client.accept(DOCUMENT)).recorded;
    await (await client.withdraw(DOCUMENT)).recorded;
    expect((await client.agreements({fresh: true}))[0]!.status).to.equal('withdrawn');
  });

  it('tells of changes, once for what has changed', async () => {
    const client = backend.client();
    const changes: string[] = [];
    client.addEventListener('change', ({what}) => changes.push(what));
    await client.agreements();
    const act = await client.accept(DOCUMENT);
    expect(changes).to.include.members(['agreements', 'outbox']);
    await act.recorded;
    await until(() => changes.includes('receipts'));
    await quiet(backend);
    changes.length = 0;
    await client.agreements({fresh: true});
    await client.agreements({fresh: true});
    expect(changes.length).to.be.lessThan(2);
  });

  it('asks whether something has changed, and keeps what has not', async () => {
    const client = backend.client();
    const agreements = await client.agreements();
    for (const fresh of [true, true]) expect(await client.agreements({fresh})).to.deep.equal(agreements);
    // The next page as well, by what is on the device; and its clock still learns the server's.
    await backend.shift(20 * 60_000);
    const next = backend.client();
    expect(await next.agreements({fresh: true})).to.deep.equal(agreements);
    const asked = await questions();
    expect(asked.map(({status}) => status)).to.deep.equal([200, 304, 304, 304]);
    await backend.publish('2');
    expect((await next.agreements({fresh: true}))[0]!.offers).to.have.length(2);
    await (await next.accept(DOCUMENT)).recorded;
    expect((await next.agreements({fresh: true}))[0]).to.include({status: 'current'});
  });

  it('asks again by itself where an answer is older than five seconds, and not before', async () => {
    let later = 0;
    const client = backend.clientOn({clock: {...deviceClock, monotonic: () => later}});
    await client.agreements();
    await backend.publish('2');
    const asked = async () => (await questions()).length;
    for (const ms of [0, 4000]) {
      later = ms;
      await client.agreements();
    }
    expect(await asked()).to.equal(1);
    later = 60_000;
    expect((await client.agreements())[0]!.offers, 'what is known is told at once').to.have.length(1);
    await until(async () => (await client.agreements())[0]!.offers.length === 2);
    expect(await asked()).to.equal(2);
  });

  it('takes no 304 from a stranger', async () => {
    const client = backend.client();
    await client.agreements();
    await backend.faults({fault: {kind: 'answer', status: 304}, path: 'agreements'});
    expect(await codeOf(client.agreements({fresh: true}))).to.equal('offline');
  });

  it('refuses text whose bytes are not those of the hash', async () => {
    const client = backend.client();
    const {hash} = (await client.agreements())[0]!.offers[0]!.text;
    await backend.faults({fault: {kind: 'rewrite', from: 'kind', to: 'evil'}});
    expect(await codeOf(client.terms(hash))).to.equal('hash_mismatch');
    await backend.faults();
    expect((await client.terms(hash)).title).to.equal('Terms of a test');
  });

  it('accepts only what was offered', async () => {
    const client = backend.client();
    await client.agreements();
    expect(await codeOf(client.accept('another-document'))).to.equal('not_offered');
    expect(await codeOf(client.accept(DOCUMENT, {hash: `sha256:${'0'.repeat(64)}`}))).to.equal('not_offered');
  });

  it('refuses a record that the backend could only refuse', async () => {
    const client = backend.client();
    expect(await codeOf(client.accept(DOCUMENT, {choices: {'NOT an id': true}}))).to.equal('invalid_message');
    expect(await client.outbox.list()).to.deep.equal([]);
  });

  it('needs the backend once before anything can be accepted', async () => {
    await backend.faults({fault: {kind: 'cut-before'}});
    expect(await codeOf(backend.client().accept(DOCUMENT))).to.equal('offline');
  });

  it('does nothing that was given up before it began', async () => {
    const client = backend.client();
    const signal = AbortSignal.abort();
    expect(await codeOf(client.accept(DOCUMENT, {signal}))).to.equal('aborted');
    expect(await codeOf(client.agreements({signal}))).to.equal('aborted');
    expect(await codeOf(client.flush({signal}))).to.equal('aborted');
    expect(await client.outbox.list()).to.deep.equal([]);
  });

  it('answers one who waits where another gives up', async () => {
    await backend.faults({fault: {kind: 'delay', ms: 300}, path: 'agreements'});
    const client = backend.client();
    const impatient = new AbortController();
    const given = codeOf(client.agreements({signal: impatient.signal}));
    const waiting = client.agreements();
    impatient.abort();
    expect(await given).to.equal('aborted');
    expect(await waiting).to.have.length(1);
  });

  it('asks once for all who wait, whoever asks for themselves meanwhile', async () => {
    let asked = 0;
    let answer = () => {};
    const connect: Device['connect'] = (...to) => async (path, ask) => {
      if (path === ROUTES.agreements && ++asked === 1) await new Promise<void>(resolve => (answer = resolve));
      return httpTransport(...to)(path, ask);
    };
    const client = backend.clientOn({connect});
    const first = client.agreements({fresh: true});
    await until(() => asked === 1);
    await client.agreements({fresh: true, signal: new AbortController().signal});
    const second = client.agreements({fresh: true});
    answer();
    await Promise.all([first, second]);
    expect(asked).to.equal(2);
  });

  const offered = ([agreement]: Agreement[]) => agreement!.offers.map(({version}) => version);

  it('keeps the answer to a later question where that to an earlier one is slow', async () => {
    let answered = 0;
    let release = () => {};
    const held = new Promise<void>(resolve => (release = resolve));
    const connect: Device['connect'] = (...to) => async (path, ask) => {
      const answer = await httpTransport(...to)(path, ask);
      if (path === ROUTES.agreements && ++answered === 1) await held;
      return answer;
    };
    const client = backend.clientOn({connect});
    const ask = () => client.agreements({fresh: true, signal: new AbortController().signal});
    const first = ask();
    await until(() => answered === 1);
    await backend.publish('2');
    await ask();
    release();
    expect(offered(await first)).to.include('2');
    expect(offered(await client.agreements())).to.include('2');
  });

  const slow = {held: undefined as Promise<void> | undefined, reads: 0};
  const onSlowDisk = (name: string) => {
    const store = idbStore(name);
    const get = async (key: string) => {
      const value = await store.get(key);
      if (key.startsWith('agreements/')) {
        slow.reads += 1;
        await slow.held;
      }
      return value;
    };
    return {...store, get};
  };

  it('takes what another tab has heard for newer than what it was reading from the disk by then', async () => {
    const [other, client] = [backend.clientOn({}), backend.clientOn({store: onSlowDisk})];
    await other.agreements();
    let release!: () => void;
    slow.held = new Promise(resolve => (release = resolve));
    const {reads} = slow;
    const late = client.agreements();
    await until(() => slow.reads > reads);
    slow.held = undefined;
    await backend.publish('2');
    const heard = new Promise(resolve => client.addEventListener('change', resolve, {once: true}));
    await other.agreements({fresh: true});
    await heard;
    await backend.faults({fault: {kind: 'cut-before'}});
    release();
    await late;
    expect(offered(await client.agreements())).to.include('2');
  });

  it('reads a slow disk without asking twice, or forgetting what was answered meanwhile', async () => {
    const asked = async () => (await questions()).length;
    for (const version of ['1', '2']) {
      if (version === '2') await backend.publish(version);
      const client = backend.clientOn({store: onSlowDisk});
      const before = {asked: await asked(), reads: slow.reads};
      let release!: () => void;
      slow.held = new Promise(resolve => (release = resolve));
      const late = client.agreements();
      await until(() => slow.reads > before.reads);
      slow.held = undefined;
      expect(offered(await client.agreements({fresh: true}))).to.include(version);
      release();
      expect(offered(await late), 'as it was answered').to.include(version);
      expect(offered(await client.agreements())).to.include(version);
      expect(await asked()).to.equal(before.asked + 1);
      client.close();
    }
  });

  it('says what is wrong with its options', () => {
    const wrong = [{site: ''}, {site: 'sk_0123456789abcdef'}, {subject: 'a'}, {getSubjectToken: () => 'x'}, {endpoint: 'http://'}];
    for (const options of wrong) {
      expect(() => backend.client(options)).to.throw().with.property('code', 'invalid_options');
    }
  });

  it('keeps two sites on one page apart', async () => {
    const other = await Backend.open();
    const [a, b] = [backend.client(), other.client()];
    const changes: string[] = [];
    b.addEventListener('change', ({what}) => changes.push(what));
    await (await a.accept(DOCUMENT)).recorded;
    expect(await b.outbox.list()).to.deep.equal([]);
    expect(await b.receipts()).to.deep.equal([]);
    expect((await b.agreements())[0]!.status).to.equal('none');
    expect(changes).to.deep.equal(['agreements']);
    expect(await other.records()).to.deep.equal([]);
  });
});
