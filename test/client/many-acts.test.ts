import {expect} from 'chai';
import type {Clock} from '../../src/client/clock.js';
import {idbStore, type Store} from '../../src/outbox/store.js';
import {Backend, closeClients, quiet, StillClock, until} from './backend.js';

const DOCUMENT = 'terms-of-service';

/** A device where `before` comes first whenever receipts are to be committed. */
function keepingAfter(before: () => Promise<void>): (name: string) => Store {
  return name => {
    const inner = idbStore(name);
    return {
      ...inner,
      async change(keys, decide, prefix) {
        const {writes} = decide(keys.map(() => undefined), 0);
        if (writes.some(([key]) => key.startsWith('receipt/'))) await before();
        return inner.change(keys, decide, prefix);
      },
    };
  };
}

/** A clock that stands still, and runs what was put off when it is told to. */
function stoppedClock(): Clock & {ring(): void} {
  const waiting = new Set<() => void>();
  return {
    now: () => Date.now(),
    monotonic: () => 1000,
    after(_, run) {
      waiting.add(run);
      return () => waiting.delete(run);
    },
    ring() {
      for (const run of waiting) {
        waiting.delete(run);
        run();
      }
    },
  };
}

describe('many acts', () => {
  let backend: Backend;
  beforeEach(async () => (backend = await Backend.open()));
  afterEach(closeClients);

  /** A client with so many saved acts, and a good line; by itself it sends none of them. */
  async function withActs(count: number, store = idbStore): Promise<{client: ReturnType<Backend['clientOn']>; ids: string[]; batches: () => Promise<number>}> {
    const client = backend.clientOn({store: name => store(name), random: () => 1, clock: new StillClock()});
    await client.agreements();
    await backend.faults({fault: {kind: 'cut-before'}, path: 'records'});
    const ids: string[] = [];
    for (let index = 0; index < count; index++) ids.push((await client.accept(DOCUMENT)).id);
    await quiet(backend);
    const before = (await backend.posts()).length;
    await backend.faults();
    return {client, ids, batches: async () => (await backend.posts()).length - before};
  }

  it('are sent on while the receipts of those before are committed', async () => {
    let batches = async () => 0;
    const store = keepingAfter(async () => {
      if ((await batches()) === 1) await until(async () => (await batches()) === 2);
    });
    const made = await withActs(150, store);
    ({batches} = made);
    const {recorded, left} = await made.client.flush();
    expect({recorded, left}).to.deep.equal({recorded: 150, left: []});
    expect((await backend.records()).map(({id}) => id)).to.deep.equal(made.ids);
    expect(await made.client.receipts()).to.have.length(150);
  });

  it('are not sent on when receipts cannot be kept, and what was on its way by then is kept', async () => {
    let batches = async () => 0;
    let failing = true;
    const store = keepingAfter(async () => {
      if (!failing) return;
      await until(async () => (await batches()) === 2);
      failing = false;
      throw new DOMException('failing', 'UnknownError');
    });
    const {client, ids, batches: sent} = await withActs(250, store);
    batches = sent;
    const {recorded, left, error} = await client.flush();
    expect(error?.code).to.equal('not_saved');
    expect(await batches()).to.equal(2);
    expect(recorded).to.equal(200);
    expect(left.map(({id}) => id)).to.deep.equal(ids.filter((_, index) => index < 100 || index >= 200));
    expect(await client.receipts()).to.have.length(100);
    expect((await client.flush()).left).to.deep.equal([]);
    expect(await client.receipts()).to.have.length(250);
    expect((await backend.records()).map(({id}) => id)).to.deep.equal(ids);
  });

  it('go at once, the first one; those that follow it closely go together', async () => {
    const clock = stoppedClock();
    const client = backend.clientOn({clock});
    await client.agreements();
    await (await client.accept(DOCUMENT)).recorded;
    for (let index = 0; index < 3; index++) await client.accept(DOCUMENT);
    await quiet(backend);
    expect((await backend.posts()).map(({records}) => records)).to.deep.equal([1]);
    await until(async () => {
      clock.ring();
      return (await backend.records()).length === 4;
    });
    expect((await backend.posts()).map(({records}) => records)).to.deep.equal([1, 3]);
  });

  it('that wait to go together go when the client is closed', async () => {
    const client = backend.clientOn({clock: stoppedClock()});
    await client.agreements();
    await (await client.accept(DOCUMENT)).recorded;
    await quiet(backend);
    await client.accept(DOCUMENT);
    expect((await backend.posts()).map(({records}) => records)).to.deep.equal([1]);
    client.close();
    await until(async () => (await backend.records()).length === 2);
  });

  it('are checked against keys that were asked for once', async () => {
    const {client} = await withActs(20);
    expect((await client.flush()).recorded).to.equal(20);
    expect((await backend.requests()).filter(({path}) => path.includes('v1/keys'))).to.have.length(1);
  });

  it('whose receipts are all wrong have the keys asked for once more', async () => {
    const {client} = await withActs(20);
    await backend.faults({fault: {kind: 'rewrite', from: '"receipt":"[^"]{60}', to: `"receipt":"${'A'.repeat(60)}`}, path: 'records'});
    expect((await client.flush()).error?.code).to.equal('receipt_invalid');
    expect((await backend.requests()).filter(({path}) => path.includes('v1/keys'))).to.have.length(2);
    await backend.faults();
    expect((await client.flush()).left).to.deep.equal([]);
  });
});
