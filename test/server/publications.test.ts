import assert from 'node:assert/strict';
import {after, beforeEach, describe, it} from 'node:test';
import {parseTerms} from '../../src/document/parse.js';
import {canonicalBytes, hashTerms} from '../../src/document/canonical.js';
import {codeOf, openServer, SECRET, TERMS, type TestServer} from '../contracts/open-server.js';

const NOW = new Date('2026-11-23T12:00:00.000Z');
const open: TestServer[] = [];

async function fresh(): Promise<TestServer> {
  const server = await openServer({now: () => NOW});
  open.push(server);
  return server;
}

describe('POST /v1/publications', () => {
  let server: TestServer;

  beforeEach(async () => {
    server = await fresh();
  });
  after(() => Promise.all(open.map(({server}) => server.close())));

  const refused = async (publication: Parameters<TestServer['publish']>[0], status: number, code: string) => {
    const answer = await server.publish(publication);
    assert.deepEqual([answer.status, codeOf(answer.json())], [status, code], answer.text);
    return answer.json() as {detail: string; advice: string};
  };

  it('puts a version in force at once, explicit and material where nothing else is said', async () => {
    const answer = await server.publish({});
    assert.equal(answer.status, 201);
    const {texts, found, ...terms} = answer.json();
    assert.deepEqual(found, [{locale: 'en', clauses: 2, keyClauses: 0, consents: 0}]);
    assert.deepEqual(terms, {
      document: 'terms-of-use',
      version: '1',
      announcedAt: NOW.toISOString(),
      effectiveAt: NOW.toISOString(),
      assent: 'explicit',
      change: 'material',
      audience: 'everyone',
      ask: 'on-arrival',
    });
    const document = parseTerms(TERMS, {id: 'terms-of-use', version: '1', locale: 'en'});
    assert.equal(texts[0].hash, await hashTerms(document));
    assert.equal(texts[0].bytes, canonicalBytes(document).byteLength);
    assert.deepEqual([texts[0].locale, texts[0].title], ['en', 'Terms of use']);
  });

  it('serves the canonical bytes of what the document room reads, to the byte', async () => {
    const source = '服务条款\n\n一、总则\n\n1.1 您好 👋\u2028 “引号” & <script>alert(1)</script>\r\n\r\n1.2 第二款';
    const {texts} = (await server.publish({texts: [{locale: 'zh-CN', source}]})).json();
    const answer = await server.call(`v1/documents/${texts[0].hash}?site=pk_shop`);
    const document = parseTerms(source, {id: 'terms-of-use', version: '1', locale: 'zh-CN'});
    assert.equal(answer.text, new TextDecoder().decode(canonicalBytes(document)));
  });

  it('changes nothing when asked again, not even later', async () => {
    const first = await server.publish({});
    const again = await server.publish({});
    assert.deepEqual([first.status, again.status], [201, 200]);
    assert.deepEqual(again.json(), first.json());
    const all = {version: '2', effectiveAt: '2027-01-01T00:00:00Z', declineUntil: '2027-06-01T00:00:00Z', renewMonths: 12, gates: {seconds: 5}, summary: {en: 'New'}, ask: 'on-use', audience: 'new'} as const;
    assert.deepEqual([(await server.publish(all)).status, (await server.publish(all)).status], [201, 200]);
  });

  it('adds a locale to a version, and keeps the first as the fallback', async () => {
    await server.publish({summary: {en: 'New'}});
    const answer = await server.publish({texts: [{locale: 'zh-CN', source: '# 条款\n\n1. 您好。\n'}], summary: {'zh-CN': '新'}});
    assert.equal(answer.status, 201);
    assert.deepEqual(answer.json().texts.map(({locale}: {locale: string}) => locale), ['en', 'zh-CN']);
    assert.deepEqual(answer.json().summary, {en: 'New', 'zh-CN': '新'});
    const [offer] = (await server.visitor().agreements({locale: 'fr'})).agreements[0]!.offers;
    assert.deepEqual([offer!.text.locale, offer!.summary, offer!.locales], ['en', 'New', ['en', 'zh-CN']]);
  });

  it('refuses to change what is published, and says what differs', async () => {
    await server.publish({summary: {en: 'New'}});
    const changes: [Parameters<TestServer['publish']>[0], string][] = [
      [{texts: [{locale: 'en', source: `${TERMS} `}]}, 'text (en)'],
      [{texts: [{locale: 'en', source: TERMS.replace('may', 'must')}]}, 'text (en)'],
      [{texts: [{locale: 'en', source: TERMS, title: 'Other'}]}, 'text (en)'],
      [{assent: 'none'}, 'assent'],
      [{change: 'editorial'}, 'change'],
      [{effectiveAt: '2200-01-01T00:00:00Z'}, 'effectiveAt'],
      [{declineUntil: '2200-01-01T00:00:00Z'}, 'declineUntil'],
      [{audience: 'new'}, 'audience'],
      [{ask: 'on-use'}, 'ask'],
      [{renewMonths: 12}, 'renewMonths'],
      [{gates: {seconds: 5}}, 'gates'],
      [{summary: {en: 'Newer'}}, 'summary (en)'],
    ];
    for (const [change, what] of changes) {
      const {detail} = await refused(change, 409, 'publication_conflict');
      assert.ok(detail.includes(what), detail);
    }
  });

  it('lets terms bind from now on only', async () => {
    await refused({effectiveAt: '2026-11-23T11:58:00Z'}, 422, 'effective_date_invalid');
    assert.equal((await server.publish({effectiveAt: '2026-11-23T11:59:30Z'})).status, 201);
    await refused({effectiveAt: '2026-11-23T12:00:00+01:00'}, 400, 'invalid_message');
    await refused({effectiveAt: '2026-13-23T12:00:00Z'}, 400, 'invalid_message');
  });

  it('has one version of a document in force at a time', async () => {
    await server.publish({});
    await refused({version: '2'}, 422, 'effective_date_invalid');
    assert.equal((await server.publish({document: 'privacy'})).status, 201);
  });

  it('refuses texts that cannot be terms, or cannot be stored as they are', async () => {
    const text = (source: string, more = {}) => ({texts: [{locale: 'en', source, ...more}]});
    await refused(text(' \n\n'), 422, 'terms_invalid');
    await refused(text('---\ntitle: [\n---\n# A\n'), 422, 'terms_invalid');
    await refused(text('---\nconsents:\n  - {id: faces, clause: "9.9", title: Faces, sensitive: true}\n---\n1. A\n'), 422, 'terms_invalid');
    await refused(text('1. A\u0000B'), 422, 'terms_invalid');
    await refused(text('1. A\ud800B'), 422, 'terms_invalid');
    await refused(text(TERMS, {title: 'A\u0000'}), 422, 'terms_invalid');
    await refused(text('---\ntitle: "A\\0"\n---\n1. B'), 422, 'terms_invalid');
    const garbled = await refused(text('1. You donâ€™t pay.'), 422, 'terms_invalid');
    assert.match(garbled.detail, /^The text in en was read in the wrong encoding before it came here: it has "donâ€™t"\.$/);
    await refused(text('1. You \ufffdree.'), 422, 'terms_invalid');
    await refused({texts: [{locale: 'en', source: TERMS}, {locale: 'en', source: TERMS}]}, 422, 'terms_invalid');
  });

  it('refuses messages of another form', async () => {
    await refused({document: 'Terms Of Use'}, 400, 'invalid_message');
    await refused({texts: []}, 400, 'invalid_message');
    await refused({texts: [{locale: 'en_US', source: TERMS}]}, 400, 'invalid_message');
    await refused({anything: 1} as object, 400, 'unknown_field');
  });

  it('stores the source too, whose hash it names', async () => {
    const {texts} = (await server.publish({})).json();
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(TERMS));
    assert.equal(texts[0].sourceHash, `sha256:${Buffer.from(digest).toString('hex')}`);
  });

  it('takes a text of five million bytes', async () => {
    const source = `# Long\n\n${Array.from({length: 50_000}, (_, index) => `${index + 1}. ${'Words of the law. '.repeat(5)}`).join('\n\n')}\n`;
    assert.ok(source.length > 4_900_000);
    const answer = await server.publish({texts: [{locale: 'en', source, format: 'text'}]});
    assert.equal(answer.status, 201, answer.text.slice(0, 300));
  });
});

describe('GET /v1/publications', () => {
  it('lists what was published, by document and effect', async () => {
    const server = await fresh();
    await server.publish({document: 'b', version: '2', effectiveAt: '2200-01-01T00:00:00Z'});
    await server.publish({document: 'b', version: '1'});
    await server.publish({document: 'a', version: '1'});
    const answer = await server.call('v1/publications', {headers: {authorization: `Bearer ${SECRET}`}});
    const list: {document: string; version: string}[] = answer.json().publications;
    assert.deepEqual(list.map(({document, version}) => document + version), ['a1', 'b1', 'b2']);
  });
});
