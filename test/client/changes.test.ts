import {expect} from 'chai';
import {rebuild} from '../../src/document/changes.js';
import {Backend, closeClients, codeOf} from './backend.js';

describe('changes between two texts', () => {
  let backend: Backend;
  let from: string;
  let to: string;

  beforeEach(async () => {
    backend = await Backend.open();
    const client = backend.client();
    await client.agreements();
    await backend.publish('2');
    const [agreement] = await client.agreements({fresh: true});
    [from, to] = agreement!.offers.map(({text}) => text.hash) as [string, string];
  });
  afterEach(closeClients);

  it('are fetched, and are those of the two texts', async () => {
    const client = backend.client();
    const changes = await client.changes(from, to);
    expect(rebuild(changes, 'before')).to.deep.equal(await client.terms(from));
    expect(rebuild(changes, 'after')).to.deep.equal(await client.terms(to));
    expect(changes.clauses.map(({change}) => change)).to.deep.equal(['kept', 'kept', 'changed']);
  });

  it('are kept for when there is no network', async () => {
    const first = await backend.client().changes(from, to);
    await backend.faults({fault: {kind: 'cut-before'}});
    expect(await backend.client().changes(from, to)).to.deep.equal(first);
  });

  it('are refused when a word of either text is another one', async () => {
    for (const [word, other] of [['"1."', '"7."'], ['kind', 'rude'], ['"in":"before"', '"in":"both"']] as const) {
      await backend.faults({path: to, fault: {kind: 'rewrite', from: word, to: other}});
      expect(await codeOf(backend.client().changes(from, to)), word).to.equal('hash_mismatch');
    }
  });

  it('are refused where they are no changes, or name a clause twice', async () => {
    const twice = {format: 'assent-changes/1', before: {}, after: {}, clauses: [{change: 'kept', content: Array(2).fill({type: 'clause', in: 'both', clause: 0})}]};
    for (const body of ['null', '<p>Sign in to this network</p>', JSON.stringify(twice)]) {
      await backend.faults({path: to, fault: {kind: 'answer', status: 200, body}});
      expect(await codeOf(backend.client().changes(from, to)), body).to.equal('hash_mismatch');
    }
  });

  it('are asked for once more, past the caches, before they are refused', async () => {
    await backend.faults({path: to, fault: {kind: 'rewrite', from: 'kind', to: 'rude'}, times: 1});
    expect((await backend.client().changes(from, to)).format).to.equal('assent-changes/1');
  });

  describe('of large texts', () => {
    beforeEach(async () => {
      const source = (word: string) => Array.from({length: 4000}, (_, n) => `${n + 1}. The ${n % 50 === 7 ? word : 'same'} words as in every other clause.`).join('\n\n');
      await backend.publish('3', {texts: [{locale: 'en', source: `# Terms\n\n${source('old')}`}]});
      await backend.publish('4', {texts: [{locale: 'en', source: `# Terms\n\n${source('new')}`}]});
      const [agreement] = await backend.client().agreements({fresh: true});
      [from, to] = agreement!.offers.slice(-2).map(({text}) => text.hash) as [string, string];
    });

    it('are checked too', async () => {
      const client = backend.client();
      const changes = await client.changes(from, to);
      expect(changes.clauses.filter(({change}) => change === 'changed')).to.have.length(80);
      expect(rebuild(changes, 'after').content).to.have.length(4000);
      await backend.faults({path: from, fault: {kind: 'rewrite', from: '"3999."', to: '"3998."'}});
      expect(await codeOf(backend.client().changes(to, from))).to.equal('hash_mismatch');
    });

    it('are given up when asked, and not fetched again', async () => {
      await backend.client().changes(from, to);
      const before = (await backend.requests()).length;
      const stop = new AbortController();
      const changes = backend.client().changes(from, to, {signal: stop.signal});
      stop.abort();
      expect(await codeOf(changes)).to.equal('aborted');
      expect(await backend.requests()).to.have.length(before);
    });
  });
});
