import {expect} from 'chai';
import type {Fault} from '../runner/fault-backend.js';
import {idbStore} from '../../src/outbox/store.js';
import {Backend, closeClients, codeOf, quiet, StillClock, until} from './backend.js';

const DOCUMENT = 'terms-of-service';
const HTML = {'content-type': 'text/html'};
const problem = (code: string, status: number) =>
  JSON.stringify({type: `urn:assent:problem:${code}`, title: code, status, detail: 'No.', advice: 'Wait.'});
const ours = (code: string, status: number, headers = {}): Fault => ({
  kind: 'answer',
  status,
  headers: {'content-type': 'application/problem+json', ...headers},
  body: problem(code, status),
});

/** What a line or a backend may do to a batch, none of which is a receipt; and what the store has by then. */
const TRANSIENT: Record<string, {fault: Fault; stored: number}> = {
  'a cut before the commit': {fault: {kind: 'cut-before'}, stored: 0},
  'a cut after the commit': {fault: {kind: 'cut-after'}, stored: 1},
  'a 500': {fault: {kind: 'answer', status: 500}, stored: 0},
  'a 502 of a proxy': {fault: {kind: 'answer', status: 502, headers: HTML, body: '<h1>Bad gateway</h1>'}, stored: 0},
  'our own 500': {fault: ours('internal', 500), stored: 0},
  'our own 503': {fault: ours('unavailable', 503), stored: 0},
  'our own 429': {fault: ours('rate_limited', 429), stored: 0},
  'a 408': {fault: {kind: 'answer', status: 408}, stored: 0},
  'a 425': {fault: {kind: 'answer', status: 425}, stored: 0},
  'a captive portal': {fault: {kind: 'answer', status: 200, headers: HTML, body: '<html>Sign in to the Wi-Fi'}, stored: 0},
  'an empty 200': {fault: {kind: 'answer', status: 200}, stored: 0},
  'a 204': {fault: {kind: 'answer', status: 204}, stored: 0},
  'a firewall that forbids': {fault: {kind: 'answer', status: 403, headers: HTML, body: 'Forbidden'}, stored: 0},
  'a 400 that is not ours': {fault: {kind: 'answer', status: 400, body: '{"type":"about:blank","title":"Bad","status":400}'}, stored: 0},
  'a 404 of a wrong mount': {fault: {kind: 'answer', status: 404, body: 'Not found'}, stored: 0},
  'a site that is not set up yet': {fault: ours('site_unknown', 401), stored: 0},
  'results for no record': {fault: {kind: 'answer', status: 200, body: '{"results":[]}'}, stored: 0},
  'a receipt that is no receipt': {fault: {kind: 'rewrite', from: '"receipt":"[^"]*"', to: '"receipt":"a.b.c"'}, stored: 1},
  'a receipt with another signature': {fault: {kind: 'rewrite', from: '\\.[\\w-]{80}', to: `.${'A'.repeat(80)}`}, stored: 1},
  'an answer cut short': {fault: {kind: 'rewrite', from: '\\}\\]\\}$', to: ''}, stored: 1},
};

describe('sending over a bad line', () => {
  let backend: Backend;
  beforeEach(async () => (backend = await Backend.open()));
  afterEach(closeClients);

  for (const [name, {fault, stored}] of Object.entries(TRANSIENT)) {
    it(`keeps an act through ${name}, and has it recorded once`, async () => {
      const client = backend.clientOn({});
      await client.agreements();
      await backend.faults({fault, path: 'records'});
      const act = await client.accept(DOCUMENT);
      await until(async () => (await client.outbox.list())[0]!.attempts > 0);
      expect(act.state).to.equal('saved');
      expect(await backend.records()).to.have.length(stored);
      const [item] = await client.outbox.list();
      expect(item).to.include({id: act.id, state: 'saved'});
      expect(JSON.parse(await client.outbox.export(act.id)).id).to.equal(act.id);

      await backend.faults();
      expect((await act.recorded).entry.id).to.equal(act.id);
      expect((await backend.records()).map(({id}) => id)).to.deep.equal([act.id]);
      expect(await client.outbox.list()).to.deep.equal([]);
    });
  }

  it('waits as long as the server asks', async () => {
    const clock = new StillClock();
    const client = backend.clientOn({clock});
    await client.agreements();
    await backend.faults({fault: ours('rate_limited', 429, {'retry-after': '1'}), path: 'records', times: 1});
    const act = await client.accept(DOCUMENT);
    await until(async () => (await client.outbox.list())[0]!.attempts > 0);
    await quiet(backend);
    clock.pass(999);
    const {left, error} = await client.flush();
    expect([left.length, error?.code]).to.deep.equal([1, 'unavailable']);
    expect(await backend.posts()).to.have.length(1);
    clock.pass(1);
    await act.recorded;
    expect(await backend.posts()).to.have.length(2);
  });

  it('tries again what the backend could not take at the moment, though it answered', async () => {
    const client = backend.clientOn({});
    await client.agreements();
    const body = JSON.stringify({results: [{id: null, status: 'refused', problem: JSON.parse(problem('unavailable', 503))}]});
    await backend.faults({fault: {kind: 'answer', status: 200, body}, path: 'records', times: 1});
    const act = await client.accept(DOCUMENT);
    await act.recorded;
    expect(await backend.posts()).to.have.length(2);
    expect(await client.outbox.list()).to.deep.equal([]);
  });

  it('gives up on what the backend refuses for good, and keeps it to be looked at', async () => {
    const client = backend.clientOn({});
    // A choice about a consent that the document does not ask for.
    const act = await client.accept(DOCUMENT, {choices: {'voice-prints': true}});
    expect(await codeOf(act.recorded)).to.equal('invalid_message');
    expect(act.state).to.equal('unsaved');
    expect(act.error?.code).to.equal('invalid_message');
    const [item] = await client.outbox.list();
    expect(item).to.include({id: act.id, state: 'dead', attempts: 1});
    expect(item!.problem?.status).to.equal(400);
    expect((await client.agreements())[0]!.status).to.equal('none');

    await (await client.accept(DOCUMENT)).recorded;
    expect((await backend.posts()).length).to.equal(2);
    await client.outbox.retry(act.id);
    await until(async () => (await client.outbox.list())[0]!.attempts === 2);
    expect((await client.outbox.list())[0]).to.include({state: 'dead'});
    await client.outbox.discard(act.id);
    expect(await client.outbox.list()).to.deep.equal([]);
    expect(await codeOf(client.outbox.retry(act.id))).to.equal('not_found');
  });

  it('has recorded after all what was refused by mistake, once the person tries again', async () => {
    const client = backend.clientOn({});
    await client.agreements();
    await backend.faults({fault: ours('invalid_message', 400), path: 'records', times: 1});
    const act = await client.accept(DOCUMENT);
    expect(await codeOf(act.recorded)).to.equal('invalid_message');
    expect([act.state, act.error?.code]).to.deep.equal(['unsaved', 'invalid_message']);
    await client.outbox.retry(act.id);
    await until(async () => (await client.outbox.list()).length === 0);
    expect((await client.receipts()).map(({entry}) => entry.id)).to.deep.equal([act.id]);
    expect((await backend.records()).map(({id}) => id)).to.deep.equal([act.id]);
  });

  it('finds the one bad record in a batch that is refused as a whole', async () => {
    const client = backend.clientOn({});
    await client.agreements();
    await backend.faults({fault: {kind: 'cut-before'}, path: 'records'});
    const ids: string[] = [];
    for (let index = 0; index < 5; index++) ids.push((await client.accept(DOCUMENT)).id);
    await backend.faults({fault: ours('invalid_message', 400), path: 'records', containing: ids[3]!});
    await until(async () => (await client.flush()).left.length === 1);
    expect((await client.outbox.list()).map(({id, state}) => [id, state])).to.deep.equal([[ids[3], 'dead']]);
    expect((await backend.records()).map(({id}) => id)).to.deep.equal([0, 1, 2, 4].map(index => ids[index]));
  });

  it('sends what piled up in batches of a hundred, in order', async () => {
    const client = backend.clientOn({});
    await client.agreements();
    await backend.faults({fault: {kind: 'cut-before'}, path: 'records'});
    const ids: string[] = [];
    for (let index = 0; index < 230; index++) ids.push((await client.accept(DOCUMENT)).id);
    await quiet(backend);
    await backend.faults();
    await until(async () => (await client.flush()).left.length === 0);
    const sizes = (await backend.posts()).filter(({status}) => status !== undefined).map(({records}) => records);
    expect(sizes.slice(0, 2)).to.deep.equal([100, 100]);
    expect(sizes.length).to.be.within(3, 4); // acts that came while others were on their way go by themselves
    expect((await backend.records()).map(({id}) => id)).to.deep.equal(ids);
    expect(await client.receipts()).to.have.length(230);
  });

  it('leaves what an earlier page could not send to the next one', async () => {
    const first = backend.clientOn({});
    await first.agreements();
    await backend.faults({fault: {kind: 'cut-after'}, path: 'records'});
    const {id} = await first.accept(DOCUMENT);
    await until(async () => (await first.outbox.list())[0]!.attempts > 0);
    first.close();
    await backend.faults();
    const second = backend.clientOn({});
    await until(async () => (await second.receipts()).length === 1);
    expect((await backend.records()).map(record => record.id)).to.deep.equal([id]);
    expect(await second.outbox.list()).to.deep.equal([]);
  });

  it('sends at once when the network is back', async () => {
    const client = backend.clientOn({random: () => 1, clock: new StillClock()});
    await client.agreements();
    await backend.faults({fault: {kind: 'cut-before'}, path: 'records'});
    const act = await client.accept(DOCUMENT);
    await until(async () => (await client.outbox.list())[0]!.attempts > 0);
    await backend.faults();
    const {recorded, left, error} = await client.flush();
    expect({recorded, left, error}).to.deep.equal({recorded: 1, left: [], error: undefined});
    expect(act.state).to.equal('recorded');
  });

  it('forgets how long it was in vain when the network is back', async () => {
    const client = backend.clientOn({random: () => 1});
    await client.agreements();
    await backend.faults({fault: {kind: 'cut-before'}, path: 'records'});
    const act = await client.accept(DOCUMENT);
    await until(async () => (await client.outbox.list())[0]!.attempts > 0);
    // As after an hour on a train: five minutes to the next try.
    const device = idbStore(`assent.${backend.site}`);
    const pace = {v: 1, failures: 12, triedAt: Date.now() - 3000, next: Date.now() + 297_000, floor: 0};
    await device.change([], () => ({writes: [['pace', pace]], result: undefined}));
    device.close();
    await backend.faults({fault: {kind: 'answer', status: 503}, path: 'records', times: 1});
    dispatchEvent(new Event('online'));
    await until(() => act.state === 'recorded');
    expect(await backend.records()).to.have.length(1);
  });
});
