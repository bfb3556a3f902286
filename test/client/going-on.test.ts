import {expect} from 'chai';
import type {Assent} from '../../src/client/assent.js';
import {deviceClock} from '../../src/client/clock.js';
import type {AssentUseEvent} from '../../src/client/going-on.js';
import type {Shown} from '../../src/protocol/record.js';
import type {RecordBody} from '../../src/protocol/record-body.js';
import {Backend, closeClients, codeOf, until} from './backend.js';

const DOCUMENT = 'terms-of-service';
const DAY = 86_400_000;
const SUMMARY = 'Recordings are kept for 30 days.';
const BANNER: Shown = {mode: 'banner', statement: 'If you go on, you accept.', button: 'Decline', endReached: false, openMs: 1000};

/** What a person's touch leaves in a page, in an engine that no test can touch. */
function touch(hasBeenActive: boolean): void {
  Object.defineProperty(navigator, 'userActivation', {value: {hasBeenActive, isActive: hasBeenActive}, configurable: true});
}

describe('going on after a change', () => {
  let backend: Backend;
  let client: Assent;
  let ahead = 0;
  const clock = {...deviceClock, now: () => Date.now() + ahead};
  /** Both clocks go on: the device's and the server's. */
  const pass = async (ms: number) => {
    ahead += ms;
    await backend.shift(ahead);
    await client.agreements({fresh: true});
  };
  const status = async () => (await client.agreements())[0]!.status;
  const written = async (type: string): Promise<RecordBody[]> =>
    (await backend.records()).map(({body}) => JSON.parse(body) as RecordBody).filter(one => one.type === type);

  beforeEach(async () => {
    ahead = 0;
    touch(true);
    backend = await Backend.open();
    client = backend.clientOn({clock});
    await (await client.accept(DOCUMENT)).recorded;
    await backend.publish('2', {effectiveAt: new Date(Date.now() + 15 * DAY).toISOString(), assent: 'continued-use', summary: {en: SUMMARY}});
    await client.agreements({fresh: true});
  });
  afterEach(() => {
    closeClients();
    Reflect.deleteProperty(navigator, 'userActivation');
  });

  const offer = async () => (await client.agreements())[0]!.offers.find(({version}) => version === '2')!;
  const notice = async () => (await client.noticed(DOCUMENT, {hash: (await offer()).text.hash, channel: 'banner', shown: BANNER}))!;
  /** A banner on the page, with its way to refuse. */
  const showBanner = () => {
    const heard: string[] = [];
    client.addEventListener('use', event => {
      const use = event as AssentUseEvent;
      use.shown = BANNER;
      use.made = act => heard.push(act.type);
    });
    return heard;
  };

  it('records that the change was shown, what it was and when it takes effect, once', async () => {
    const act = await notice();
    await act.recorded;
    expect(await notice()).to.equal(undefined);
    const [record] = await written('notice');
    const {announcedAt, effectiveAt, text} = await offer();
    expect(record!.notice).to.deep.equal({channel: 'banner', announcedAt, effectiveAt, summary: SUMMARY});
    expect([record!.document.hash, record!.shown, record!.made]).to.deep.equal([text.hash, BANNER, {by: 'ui', trusted: false}]);
    expect(await written('notice')).to.have.length(1);
    expect(await status()).to.equal('notice');
  });

  it('accepts by use after the notice and the date, and quotes them, the use and the way to refuse', async () => {
    const {entry} = await (await notice()).recorded;
    await pass(16 * DAY);
    const heard = showBanner();
    const [act] = await client.used('Joined a room');
    await act!.recorded;
    const [record] = await written('continue');
    expect(record!.use).to.deep.equal({
      notice: entry.id, noticedAt: entry.recordedAt, effectiveAt: (await offer()).effectiveAt, usedAt: record!.use!.usedAt, what: 'Joined a room',
    });
    expect([record!.shown, record!.made, heard]).to.deep.equal([BANNER, {by: 'api', trusted: true}, ['continue']]);
    expect(await status()).to.equal('current');
    expect(await client.used('Joined a room')).to.deep.equal([]);
  });

  it('takes the words that the app has shown itself', async () => {
    await (await notice()).recorded;
    await pass(16 * DAY);
    const own: Shown = {...BANNER, mode: 'host', statement: 'Going on accepts the new terms.', button: 'No'};
    const [act] = await client.used('Sent a message', {shown: own});
    await act!.recorded;
    expect((await written('continue'))[0]!.shown).to.deep.equal(own);
  });

  it('makes of use offline what it would be online, and sends it later', async () => {
    await (await notice()).recorded;
    await pass(16 * DAY);
    showBanner();
    await backend.faults({fault: {kind: 'cut-before'}});
    const [act] = await client.used('Joined a room');
    expect(act!.state).to.equal('saved');
    expect(await status()).to.equal('current');
    await pass(DAY).catch(() => {});
    await backend.faults();
    await client.flush();
    await act!.recorded;
    expect(await written('continue')).to.have.length(1);
  });

  describe('records nothing', () => {
    const cases: [string, (after: () => Promise<void>) => Promise<unknown>][] = [
      ['without a notice', async after => (await after(), showBanner())],
      ['before the date', async () => ((await notice()).recorded, await pass(14 * DAY), showBanner())],
      ['within a day of the notice', async after => (await after(), await (await notice()).recorded, await pass(20 * 3_600_000), showBanner())],
      ['where it could not be refused on the screen', async after => ((await (await notice()).recorded), await after())],
      ['after a decline', async after => ((await (await notice()).recorded), await after(), showBanner(), await client.decline(DOCUMENT, {hash: (await offer()).text.hash}))],
      ['in a page that nobody has touched', async after => ((await (await notice()).recorded), await after(), showBanner(), touch(false))],
    ];
    for (const [name, prepare] of cases) {
      it(name, async () => {
        await prepare(() => pass(16 * DAY));
        expect(await client.used('Joined a room')).to.deep.equal([]);
        await client.flush();
        expect(await written('continue')).to.deep.equal([]);
      });
    }

    it('on a notice that is still on its way', async () => {
      await backend.faults({fault: {kind: 'cut-before'}, path: 'records'});
      await notice();
      await until(async () => (await client.outbox.list())[0]!.attempts > 0);
      await pass(17 * DAY);
      showBanner();
      expect(await client.used('Joined a room')).to.deep.equal([]);
      // It is recorded when it arrives: a day from then on counts.
      await backend.faults();
      await client.flush();
      await pass(0);
      expect(await client.used('Joined a room')).to.deep.equal([]);
      await pass(DAY);
      const [act] = await client.used('Joined a room');
      await act!.recorded;
    });

    it('while the device’s clock and the server’s disagree on the date', async () => {
      await (await notice()).recorded;
      await pass(16 * DAY);
      showBanner();
      ahead = 0;
      expect(await client.used('Joined a room')).to.deep.equal([]);
    });

    it('where the device’s clock may be ahead, and the backend has not said what time it is', async () => {
      await (await notice()).recorded;
      await client.agreements({fresh: true});
      ahead = 16 * DAY;
      await backend.faults({fault: {kind: 'cut-before'}});
      client = backend.clientOn({clock});
      showBanner();
      expect(await client.used('Joined a room')).to.deep.equal([]);
      await backend.faults();
      await backend.shift(ahead);
      expect(await client.used('Joined a room'), 'and asks it').to.have.length(1);
    });

    it('for a newcomer, who is asked for a click', async () => {
      await pass(16 * DAY);
      const newcomer = backend.clientOn({clock}, {subject: 'new', getSubjectToken: () => backend.token('new')});
      newcomer.addEventListener('use', event => ((event as AssentUseEvent).shown = BANNER));
      expect((await newcomer.agreements())[0]!.status).to.equal('none');
      expect(await newcomer.used('Joined a room')).to.deep.equal([]);
    });
  });

  it('takes a newcomer by use where the terms are for newcomers', async () => {
    await backend.publish('3', {effectiveAt: new Date(Date.now() + 20 * DAY).toISOString(), assent: 'continued-use', audience: 'new'});
    await pass(21 * DAY);
    const newcomer = backend.clientOn({clock}, {subject: 'new', getSubjectToken: () => backend.token('new')});
    newcomer.addEventListener('use', event => ((event as AssentUseEvent).shown = BANNER));
    const [agreement] = await newcomer.agreements();
    expect(agreement!.status).to.equal('notice');
    expect(await newcomer.used('Joined a room')).to.deep.equal([]);
    await (await newcomer.noticed(DOCUMENT, {hash: agreement!.offers.at(-1)!.text.hash, channel: 'banner', shown: BANNER}))!.recorded;
    await pass(DAY);
    await newcomer.agreements({fresh: true});
    const [act] = await newcomer.used('Joined a room');
    expect((await act!.recorded).entry.document.version).to.equal('3');
    expect((await newcomer.agreements())[0]!.status).to.equal('current');
  });

  it('two uses at once accept once', async () => {
    await (await notice()).recorded;
    await pass(16 * DAY);
    showBanner();
    const made = await Promise.all([client.used('Joined a room'), client.used('Sent a message')]);
    expect(made.flat()).to.have.length(1);
  });

  it('wants words for the use', async () => {
    expect(await codeOf(client.used(' '))).to.equal('invalid_message');
    expect(await codeOf(client.used('x'.repeat(201)))).to.equal('invalid_message');
  });
});
