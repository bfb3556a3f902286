import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {rebuild} from '../../src/document/changes.js';
import {canonicalBytes} from '../../src/document/canonical.js';
import {hashBytes} from '../../src/protocol/hash.js';
import {codeOf, openServer, type TestServer} from '../contracts/open-server.js';

describe('the changes between two texts', () => {
  let server: TestServer;
  const hashes: string[] = [];
  const ask = (from: string, to: string, init = {}) => server.call(`v1/changes/${from}/${to}?site=pk_shop`, init);

  before(async () => {
    const clock = {now: new Date('2026-03-01T00:00:00.000Z')};
    server = await openServer({now: () => clock.now});
    const publish = async (version: string, texts: {locale: string; source: string}[]) => {
      const answer = await server.publish({version, texts});
      assert.equal(answer.status, 201);
      hashes.push(...answer.json().texts.map(({hash}: {hash: string}) => hash));
      clock.now = new Date(clock.now.getTime() + 86_400_000);
    };
    await publish('1', [
      {locale: 'en', source: '# Terms\n\n1. Be kind.\n\n2. Pay on time.\n'},
      {locale: 'zh-CN', source: '# 条款\n\n1. 请友善。\n'},
    ]);
    await publish('2', [{locale: 'en', source: '# Terms\n\n1. Be kind to all.\n\n2. Pay on time.\n\n3. Tell us.\n'}]);
  });
  after(() => server.server.close());

  it('give both texts back, byte for byte, and may be kept for ever', async () => {
    const [one, , two] = hashes as [string, string, string];
    const answer = await ask(one, two);
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get('cache-control') ?? '', /immutable/);
    const changes = answer.json();
    for (const [side, hash] of [['before', one], ['after', two]] as const) {
      const text = (await server.call(`v1/documents/${hash}?site=pk_shop`)).text;
      assert.equal(new TextDecoder().decode(canonicalBytes(rebuild(changes, side))), text);
    }
    assert.deepEqual(changes.clauses.slice(1).map(({change}: {change: string}) => change).sort(), ['added', 'changed', 'kept']);
  });

  it('are those of the two texts that are asked about, whichever were asked about before', async () => {
    const [one, , two] = hashes as [string, string, string];
    for (const [from, to] of [[one, two], [two, one], [two, two]] as const) {
      const changes = (await ask(from, to)).json();
      const sides = (['before', 'after'] as const).map(side => new TextDecoder().decode(canonicalBytes(rebuild(changes, side))));
      assert.deepEqual(await Promise.all(sides.map(hashBytes)), [from, to]);
    }
  });

  it('are not sent again to those who have them', async () => {
    const [one, , two] = hashes as [string, string, string];
    const etag = (await ask(one, two)).headers.get('etag')!;
    assert.equal((await ask(one, two, {headers: {'if-none-match': etag}})).status, 304);
  });

  it('are there only for two texts of this site, of one document in one locale', async () => {
    const [one, chinese, two] = hashes as [string, string, string];
    const wrong = [[one, `sha256:${'0'.repeat(64)}`], [one, chinese], [one, `${two}/more`], ['nothing', two]] as const;
    for (const [from, to] of wrong) {
      const answer = await ask(from, to);
      assert.deepEqual([answer.status, codeOf(answer.json())], [404, 'not_found'], `${from} ${to}`);
    }
  });
});
