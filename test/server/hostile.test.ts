import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import fc from 'fast-check';
import {MAX_BATCH_BYTES, MAX_RECORD_BYTES, MAX_RECORDS} from '../../src/protocol/record.js';
import type {RecordBody} from '../../src/protocol/record-body.js';
import {uuid7} from '../../src/protocol/uuid.js';
import {codeOf, openServer, refusalOf, SECRET, type TestServer, type Visitor} from '../contracts/open-server.js';

const RUNS = 200;

describe('hostile requests', () => {
  let server: TestServer;
  let visitor: Visitor;
  let good: RecordBody;

  before(async () => {
    server = await openServer();
    await server.publish({});
    visitor = server.visitor();
    good = await visitor.record();
  });
  after(async () => {
    assert.deepEqual(server.errors, []);
    await server.server.close();
  });

  const post = (body: BodyInit, headers: Record<string, string> = {}) =>
    server.call('v1/records?site=pk_shop', {
      method: 'POST',
      headers: {'content-type': 'application/json', ...visitor.headers, ...headers},
      body,
      ...(body instanceof ReadableStream && {duplex: 'half'}),
    } as RequestInit);
  const refused = async (body: BodyInit, status: number, code: string, headers?: Record<string, string>) => {
    const answer = await post(body, headers);
    assert.equal(answer.headers.get('content-type'), 'application/problem+json');
    const problem = answer.json();
    assert.deepEqual([answer.status, problem.status, codeOf(problem)], [status, status, code]);
    assert.ok(problem.title && problem.detail && problem.advice);
  };
  const batch = (record: unknown) => `{"records":[{"record":${typeof record === 'string' ? record : JSON.stringify(record)}}]}`;
  const nestedIn = (depth: number) => `{"x":${'['.repeat(depth)}${']'.repeat(depth)}}`;

  it('are refused as a whole when the body is no JSON, twice-keyed, too deep or not UTF-8', async () => {
    await refused('{"records":', 400, 'invalid_json');
    await refused('', 400, 'invalid_json');
    await refused('{"records":[],"records":[]}', 400, 'duplicate_key');
    await refused(batch(`{"id":1,"id":2}`), 400, 'duplicate_key');
    await refused(batch(nestedIn(40)), 400, 'too_deep');
    await refused(batch(nestedIn(200_000)), 400, 'too_deep');
    await refused(Uint8Array.of(0x22, 0xc3, 0x28, 0x22), 400, 'invalid_utf8');
    await refused(Uint8Array.of(0x22, 0xed, 0xa0, 0x80, 0x22), 400, 'invalid_utf8');
    await refused(Uint8Array.of(0xef, 0xbb, 0xbf, 0x7b, 0x7d), 400, 'invalid_json');
  });

  it('are refused as a whole when the envelope is of another form', async () => {
    for (const body of ['1', 'null', '[]', '{}', '{"records":{}}', '{"records":[]}', '{"records":[{}]}', '{"records":[{"record":{},"elapsedMs":-1}]}']) {
      await refused(body, 400, 'invalid_message');
    }
    await refused(`{"records":[${Array(MAX_RECORDS + 1).fill('{"record":{}}').join(',')}]}`, 400, 'invalid_message');
    await refused('{"records":[{"record":{}}],"more":1}', 400, 'unknown_field');
    await refused('{"records":[{"record":{},"ip":"1.2.3.4"}]}', 400, 'unknown_field');
  });

  it('are refused when the body is not plain JSON by its own word', async () => {
    await refused(batch(good), 415, 'unsupported_media_type', {'content-type': 'text/plain'});
    await refused(batch(good), 415, 'unsupported_media_type', {'content-encoding': 'gzip'});
  });

  it('are cut off when the body is too large, declared or not', async () => {
    const large = batch(`"${'x'.repeat(MAX_BATCH_BYTES)}"`);
    await refused(large, 413, 'body_too_large');
    let pulled = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1;
        controller.enqueue(new Uint8Array(65_536).fill(0x20));
      },
    });
    await refused(endless, 413, 'body_too_large');
    assert.ok(pulled < 20);
  });

  it('cannot fill the memory with halves of bodies, and a few records get through meanwhile', async () => {
    const half = new Uint8Array(MAX_BATCH_BYTES - 1).fill(0x20);
    const ends: (() => void)[] = [];
    const sendHalf = () => {
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          controller.enqueue(half);
          ends.push(() => controller.error(new Error('gone')));
        },
      });
      return post(body);
    };
    const halves = Array.from({length: 300}, sendHalf);
    const first = await Promise.race(halves);
    assert.deepEqual([first.status, codeOf(first.json()), first.headers.get('retry-after')], [503, 'unavailable', '2']);
    assert.equal((await post(batch({...good, id: uuid7(Date.now())}))).status, 200);
    for (const end of ends) end();
    await Promise.all(halves);
    assert.equal((await post(`${' '.repeat(400_000)}${batch({...good, id: uuid7(Date.now())})}`)).status, 200, 'and all of it once they are gone');
  });

  it('are refused for a byte more than a record may have, and not for the last one that it may', async () => {
    const padded = (id: string, bytes: number) => {
      const text = JSON.stringify({...good, id});
      return text.replace('{', `{${' '.repeat(bytes - Buffer.byteLength(text))}`);
    };
    const [longest, longer] = await visitor.results([padded(uuid7(11), MAX_RECORD_BYTES), padded(uuid7(12), MAX_RECORD_BYTES + 1)]);
    assert.equal(longest?.status, 'recorded');
    assert.equal(refusalOf(longer), 'body_too_large');
  });

  it('have one bad record refused and the good ones beside it stored', async () => {
    const records = [
      {...good, id: uuid7(1)},
      'null',
      '"text"',
      {...good, id: 'x'},
      {...good, id: uuid7(2), extra: true},
      {...good, id: uuid7(3), shown: {mode: 'dialog', statement: '字'.repeat(2000), button: 'x'.repeat(2000), endReached: true, openMs: 0}, made: {by: 'ui', trusted: true, more: 1}},
      `{"id":"${uuid7(4)}","pad":"${'x'.repeat(MAX_RECORD_BYTES)}"}`,
      `{"id":"${uuid7(5)}","pad":"${'字'.repeat(MAX_RECORD_BYTES / 3)}"}`,
      {...good, id: uuid7(6)},
    ];
    const results = await visitor.results(records);
    assert.deepEqual(results.map(({status}) => status), ['recorded', ...Array(7).fill('refused'), 'recorded']);
    assert.deepEqual(results.slice(1, 8).map(refusalOf), [
      'invalid_message',
      'invalid_message',
      'invalid_message',
      'unknown_field',
      'unknown_field',
      'body_too_large',
      'body_too_large',
    ]);
    const sent = records.map(record => (typeof record === 'string' ? (JSON.parse(record) as {id?: string} | string | null) : record));
    const ids = sent.map(record => (record instanceof Object && record.id !== 'x' ? record.id : null));
    assert.deepEqual(results.map(({id}) => id), ids);
  });

  it('never name in a problem what was sent', async () => {
    const [result] = await visitor.results([{...good, id: uuid7(7), at: 'person@example.com', subject: 'person@example.com'}]);
    assert.equal(refusalOf(result), 'invalid_message');
    assert.ok(!JSON.stringify(result).includes('person@example.com'));
  });

  it('never break anything: any bytes are answered below 500', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({maxLength: 400}), async bytes => {
        const {status} = await post(bytes as Uint8Array<ArrayBuffer>);
        assert.ok(status >= 400 && status < 500, String(status));
      }),
      {numRuns: RUNS},
    );
  });

  it('never break anything: any JSON is answered below 500', async () => {
    await fc.assert(
      fc.asyncProperty(fc.json({maxDepth: 5}), async text => {
        const answer = await post(fc.sample(fc.boolean(), 1)[0] ? text : batch(text));
        assert.ok(answer.status < 500, answer.text);
      }),
      {numRuns: RUNS},
    );
  });

  it('never break anything: a record with any field replaced is recorded or refused', async () => {
    const fields = Object.keys(good) as (keyof RecordBody)[];
    const strange = fc.oneof(
      fc.jsonValue({maxDepth: 3}),
      fc.string({unit: 'binary', maxLength: 40}),
      fc.constantFrom('\ud800', '\u0000', '', -0, 1e308, `s_${'A'.repeat(43)}`, `sha256:${'0'.repeat(64)}`, '9999-12-31T23:59:59.999Z', good.presentation.slice(0, -2)),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...fields, 'choices', 'shown'), strange, async (field, value) => {
        const answer = await post(batch({...good, id: uuid7(Date.now()), [field]: value}));
        assert.ok(answer.status === 200 || answer.status === 400, answer.text);
      }),
      {numRuns: RUNS},
    );
  });

  it('never break anything: any publication is answered below 500', async () => {
    const publication = fc.record(
      {
        document: fc.oneof(fc.constant('terms'), fc.string()),
        version: fc.oneof(fc.constant('1'), fc.string()),
        texts: fc.array(fc.record({locale: fc.oneof(fc.constant('en'), fc.string()), source: fc.string({unit: 'binary'})}), {maxLength: 3}),
        effectiveAt: fc.oneof(fc.constant('2200-01-01T00:00:00Z'), fc.string()),
        summary: fc.dictionary(fc.constantFrom('en', 'de', 'x'), fc.string({unit: 'binary'})),
      },
      {requiredKeys: ['document', 'version', 'texts']},
    );
    await fc.assert(
      fc.asyncProperty(publication, async message => {
        const {status, text} = await server.call('v1/publications', {
          method: 'POST',
          headers: {authorization: `Bearer ${SECRET}`, 'content-type': 'application/json'},
          body: JSON.stringify(message),
        });
        assert.ok(status < 500, text);
      }),
      {numRuns: RUNS},
    );
  });

  it('never break anything: any path and query is answered below 500', async () => {
    const part = fc.oneof(fc.constantFrom('v1', 'records', 'documents', 'agreements', 'receipts', 'keys', '%', '%ff', '..', '//', 'pk_shop'), fc.webSegment());
    await fc.assert(
      fc.asyncProperty(fc.array(part, {maxLength: 5}), fc.webQueryParameters(), fc.constantFrom('GET', 'HEAD', 'OPTIONS', 'DELETE', 'PUT'), async (parts, query, method) => {
        const {status} = await server.call(`${parts.join('/')}?site=pk_shop&${query}`, {method, headers: visitor.headers});
        assert.ok(status < 500, `${method} ${parts.join('/')}`);
      }),
      {numRuns: RUNS},
    );
  });
});
