import {expect} from 'chai';
import {deviceClock, type Clock} from '../../src/client/clock.js';
import {Backend, closeClients, quiet, until} from './backend.js';

const DOCUMENT = 'terms-of-service';
const DAY = 86_400_000;
const CUT = {fault: {kind: 'cut-before'}, path: 'records'} as const;

/** How far a time may be from the end of a test that began then: what the test took, and ten seconds. */
const slack = (begun: number) => Date.now() - begun + 10_000;

/** A device whose clock is off and may jump. */
class WrongClock implements Clock {
  offMs: number;
  constructor(offMs: number) {
    this.offMs = offMs;
  }
  now = () => Date.now() + this.offMs;
  monotonic = () => performance.now();
  after = deviceClock.after;
}

describe('a device whose clock is wrong', () => {
  let backend: Backend;
  beforeEach(async () => (backend = await Backend.open()));
  afterEach(closeClients);

  for (const [name, offMs] of [['a year ahead', 365 * DAY], ['a year behind', -365 * DAY], ['at its beginning', -Date.now()]] as const) {
    it(`by being ${name} records an act within the server's bounds, and flagged`, async () => {
      const begun = Date.now();
      const client = backend.clientOn({clock: new WrongClock(offMs)});
      const {entry} = await (await client.accept(DOCUMENT)).recorded;
      expect(entry.flags).to.include('clock_skew');
      expect(entry.flags).to.not.include('late');
      expect(Date.parse(entry.claimedAt)).to.be.closeTo(Date.now() + offMs, slack(begun));
      expect(Date.parse(entry.recordedAt)).to.be.closeTo(Date.now(), slack(begun));
      expect(Date.parse(entry.presentedAt)).to.be.at.most(Date.parse(entry.recordedAt));
    });
  }

  for (const [name, jumpMs] of [['ahead', 365 * DAY], ['back', -365 * DAY]] as const) {
    it(`by jumping ${name} between act and delivery still tells how long ago it was`, async () => {
      const begun = Date.now();
      const clock = new WrongClock(0);
      const client = backend.clientOn({clock});
      await client.agreements();
      await backend.faults(CUT);
      const act = await client.accept(DOCUMENT);
      await until(async () => (await client.outbox.list())[0]!.attempts > 0);
      clock.offMs = jumpMs;
      await backend.faults();
      await client.flush();
      const {entry} = await act.recorded;
      expect(entry.flags).to.deep.equal([]);
      expect(Date.parse(entry.claimedAt)).to.be.closeTo(Date.now(), slack(begun));
    });
  }

  it('knows by the server what time it is, and what is in force', async () => {
    const begun = Date.now();
    await backend.publish('2', {effectiveAt: new Date(Date.now() + 30 * DAY).toISOString()});
    const client = backend.clientOn({clock: new WrongClock(365 * DAY)});
    await (await client.accept(DOCUMENT)).recorded;
    expect(JSON.parse((await backend.records())[0]!.body).document.version).to.equal('1');
    expect((await client.agreements())[0]!.status).to.equal('notice');
    expect(client.now().getTime()).to.be.closeTo(Date.now(), slack(begun));
  });

  it('by being a day behind is still told offline what was in force when the backend last answered', async () => {
    const client = backend.client();
    const kept = new Promise(resolve => client.addEventListener('change', resolve, {once: true}));
    await Promise.all([client.agreements(), kept]);
    await backend.faults({fault: {kind: 'cut-before'}});
    const [agreement] = await backend.clientOn({clock: new WrongClock(-DAY)}).agreements();
    expect(agreement!.status, 'not a notice of what is to come').to.equal('none');
  });

  it('by sleeping for a night in the middle of a page says that it is late, and not that the clock is wrong', async () => {
    const clock = new WrongClock(0);
    const client = backend.clientOn({clock});
    await client.agreements();
    await backend.faults(CUT);
    const act = await client.accept(DOCUMENT);
    await until(async () => (await client.outbox.list())[0]!.attempts > 0);
    // Both clocks, before anything comes through.
    await backend.shift(8 * 3_600_000);
    clock.offMs = 8 * 3_600_000;
    await backend.faults();
    await client.flush();
    expect((await act.recorded).entry.flags).to.deep.equal(['late']);
  });

  it('flags what was delivered late', async () => {
    const client = backend.client();
    await client.agreements();
    await backend.faults(CUT);
    await client.accept(DOCUMENT);
    await until(async () => (await client.outbox.list())[0]!.attempts > 0);
    client.close();
    await quiet(backend);
    // The device slept for an hour, and so did the server's day go on.
    await backend.shift(3_600_000);
    await backend.faults();
    const next = backend.clientOn({clock: new WrongClock(3_600_000)});
    await until(async () => (await next.receipts()).length === 1);
    const [receipt] = await next.receipts();
    expect(receipt!.entry.flags).to.deep.equal(['late']);
  });
});
