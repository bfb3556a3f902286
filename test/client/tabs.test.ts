import {expect} from 'chai';
import {leaseTurn, lockTurn} from '../../src/client/exclusive.js';
import {memoryStore} from '../../src/outbox/memory-store.js';
import {Backend, closeClients, codeOf, quiet, until} from './backend.js';

const DOCUMENT = 'terms-of-service';
const CUT = {fault: {kind: 'cut-before'}, path: 'records'} as const;

describe('tabs of one site', () => {
  let backend: Backend;
  beforeEach(async () => (backend = await Backend.open()));
  afterEach(closeClients);

  it('send once what they all see', async () => {
    const tabs = [1, 2, 3, 4, 5].map(() => backend.clientOn({}));
    await tabs[0]!.agreements();
    await backend.faults(CUT);
    const acts = [];
    for (let index = 0; index < 10; index++) acts.push(await tabs[index % 5]!.accept(DOCUMENT));
    await until(async () => (await tabs[0]!.outbox.list()).every(({attempts}) => attempts > 0));
    await backend.faults();
    await Promise.all(tabs.map(tab => tab.flush()));
    await Promise.all(acts.map(({recorded}) => recorded));
    const taken = (await backend.posts()).filter(({status}) => status !== undefined);
    expect(taken.reduce((sum, {records}) => sum + records, 0)).to.equal(10);
    expect((await backend.records()).map(({id}) => id)).to.deep.equal(acts.map(({id}) => id));
    expect(acts.every(({state}) => state === 'recorded')).to.equal(true);
  });

  it('hear of each other’s acts and receipts', async () => {
    const [a, b] = [backend.clientOn({}), backend.clientOn({})];
    expect((await b.agreements())[0]!.status).to.equal('none');
    const heard: string[] = [];
    b.addEventListener('change', ({what}) => heard.push(what));
    await a.accept(DOCUMENT);
    await until(() => heard.includes('agreements') && heard.includes('receipts'));
    expect((await b.agreements())[0]!.status).to.equal('current');
    expect(await b.receipts()).to.have.length(1);
  });

  it('hear nothing of somebody else’s', async () => {
    const [ada, bob] = [backend.account('ada'), backend.account('bob')];
    await bob.agreements();
    const heard: string[] = [];
    bob.addEventListener('change', ({what}) => heard.push(what));
    await (await ada.accept(DOCUMENT)).recorded;
    await ada.agreements({fresh: true});
    await new Promise(resolve => setTimeout(resolve, 50));
    expect(heard).to.deep.equal([]);
  });

  it('tell a waiting act when another tab has discarded it', async () => {
    const [a, b] = [backend.clientOn({}), backend.clientOn({})];
    await a.agreements();
    await backend.faults(CUT);
    const act = await a.accept(DOCUMENT);
    await b.agreements();
    await b.outbox.discard(act.id);
    expect(await codeOf(act.recorded)).to.equal('aborted');
    expect(act.state).to.equal('unsaved');
  });

  it('tell a waiting act when another tab was told that it is refused', async () => {
    const [a, b] = [backend.clientOn({}), backend.clientOn({})];
    await a.agreements();
    await backend.faults(CUT);
    const act = await a.accept(DOCUMENT, {choices: {'voice-prints': true}});
    await until(async () => (await a.outbox.list())[0]!.attempts > 0);
    await quiet(backend);
    await backend.faults();
    await b.flush();
    expect(await codeOf(act.recorded)).to.equal('invalid_message');
    expect(act.error?.code).to.equal('invalid_message');
  });

  it('do their work without Web Locks', async () => {
    const tabs = [backend.clientOn({locks: undefined}), backend.clientOn({locks: undefined})];
    await tabs[0]!.agreements();
    const acts = await Promise.all(tabs.map(tab => tab.accept(DOCUMENT)));
    await Promise.all(tabs.map(tab => tab.flush()));
    await Promise.all(acts.map(({recorded}) => recorded));
    expect(await backend.records()).to.have.length(2);
  });
});

describe('turn by Web Lock', () => {
  const name = () => `test.${crypto.randomUUID()}`;
  const forever = () => new Promise<never>(() => {});

  it('is not taken while somebody has it', async () => {
    const lock = name();
    const [a, b] = [lockTurn(navigator.locks, lock, () => 0), lockTurn(navigator.locks, lock, () => 0)];
    let end = () => {};
    const first = a(() => new Promise<string>(resolve => (end = () => resolve('a'))));
    await until(async () => (await navigator.locks.query()).held!.some(held => held.name === lock));
    expect(await b(async () => 'b')).to.equal(undefined);
    end();
    expect(await first).to.equal('a');
    expect(await b(async () => 'b')).to.equal('b');
  });

  it('is taken from a tab that has had it for a minute', async () => {
    const lock = name();
    let now = 0;
    const [frozen, live] = [lockTurn(navigator.locks, lock, () => now), lockTurn(navigator.locks, lock, () => now)];
    let told: AbortSignal | undefined;
    const first = frozen(signal => {
      told = signal;
      return forever();
    });
    await until(async () => (await navigator.locks.query()).held!.some(held => held.name === lock));
    expect(await live(async () => 1)).to.equal(undefined);
    now = 59_000;
    expect(await live(async () => 2)).to.equal(undefined);
    now = 61_000;
    expect(await live(async () => 3)).to.equal(3);
    expect(await first).to.equal(undefined);
    expect(told!.aborted).to.equal(true);
  });

  it('passes on what the work throws, and is free again', async () => {
    const turn = lockTurn(navigator.locks, name(), () => 0);
    expect(await codeOf(turn(() => Promise.reject(new RangeError('no'))))).to.equal('RangeError: no');
    expect(await turn(async () => 'free')).to.equal('free');
  });
});

describe('turn by lease', () => {
  it('goes to one at a time, and comes back when its holder is gone', async () => {
    const store = memoryStore();
    let now = 1_000_000;
    const [a, b] = [leaseTurn(store, () => now, 'a'), leaseTurn(store, () => now, 'b')];
    const first = a(() => new Promise<never>(() => {}));
    void first;
    await new Promise(resolve => setTimeout(resolve));
    expect(await b(async () => 'b')).to.equal(undefined);
    now += 61_000;
    expect(await b(async () => 'b')).to.equal('b');
    expect(await store.get('lease')).to.equal(undefined);
  });

  it('does not wait for a lease that a clock set back has put into the future', async () => {
    const store = memoryStore();
    await store.change([], () => ({writes: [['lease', {v: 1, by: 'x', until: 9e12}]], result: undefined}));
    expect(await leaseTurn(store, () => 1000, 'a')(async () => 'a')).to.equal('a');
  });
});
