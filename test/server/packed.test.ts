// What is public and stays the same is sent packed to whoever takes that.
import assert from 'node:assert/strict';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {createServer, get, type IncomingHttpHeaders} from 'node:http';
import type {AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, describe, it} from 'node:test';
import {pathToFileURL} from 'node:url';
import {brotliDecompressSync} from 'node:zlib';
import {hashBytes} from '../../src/protocol/hash.js';
import {readScriptFiles} from '../../src/server/http/script-files.js';
import {openServer, type TestServer} from '../contracts/open-server.js';

describe('a long text', () => {
  let server: TestServer;
  let path: string;
  let hash: string;
  before(async () => {
    server = await openServer();
    const source = `# Terms\n\n${'Words that stand here again and again.\n\n'.repeat(200)}`;
    hash = (await server.publish({texts: [{locale: 'en', source}]})).json().texts[0].hash;
    path = `v1/documents/${hash}?site=pk_shop`;
  });
  after(() => server.server.close());

  const ask = async (accepted: string, more: Record<string, string> = {}) => {
    const response = await server.server.fetch(new Request(`https://api.example/assent/${path}`, {headers: {'accept-encoding': accepted, ...more}}));
    return {status: response.status, headers: response.headers, bytes: new Uint8Array(await response.arrayBuffer())};
  };
  const encodingFor = async (accepted: string) => (await ask(accepted)).headers.get('content-encoding');

  it('is sent as brotli to those who take it, and is the same text', async () => {
    const [plain, packed] = await Promise.all([ask('gzip'), ask('gzip, deflate, br')]);
    assert.equal(plain.headers.get('content-encoding'), null);
    assert.equal(packed.headers.get('content-encoding'), 'br');
    const bytes = brotliDecompressSync(packed.bytes);
    assert.equal(await hashBytes(new Uint8Array(bytes)), hash);
    assert.ok(packed.bytes.length < plain.bytes.length / 10);
  });

  it('is packed only where that is named, and not refused', async () => {
    for (const accepted of ['br', 'BR', 'br;q=0.1', 'gzip,br']) assert.equal(await encodingFor(accepted), 'br', accepted);
    for (const accepted of ['', 'gzip', 'br;q=0', 'br; q=0.0, gzip', 'brx', 'x-br']) assert.equal(await encodingFor(accepted), null, accepted);
  });

  it('has a validator for each form, and either is still good later', async () => {
    const [plain, packed] = [await ask(''), await ask('br')];
    const tags = [plain, packed].map(({headers}) => headers.get('etag')!);
    assert.notEqual(tags[0], tags[1]);
    for (const tag of tags) assert.equal((await ask('br', {'if-none-match': tag})).status, 304);
    for (const {headers} of [plain, packed]) assert.match(headers.get('vary')!, /Accept-Encoding.*Origin/);
  });
});

describe('the files of the script tag', () => {
  const folder = mkdtempSync(join(tmpdir(), 'assent-files-'));
  const code = `const words = ${JSON.stringify('again and again '.repeat(500))};`;
  mkdirSync(join(folder, 'assent-1'));
  writeFileSync(join(folder, 'assent.js'), 'short');
  writeFileSync(join(folder, 'assent-1', 'stage.js'), code);
  const http = createServer(readScriptFiles(pathToFileURL(`${folder}/`)).before((_, response) => void response.writeHead(404).end()));
  before(() => new Promise<void>(resolve => void http.listen(0, '127.0.0.1', resolve)));
  after(() => {
    http.close();
    rmSync(folder, {recursive: true});
  });

  const fetchFile = (path: string, accepted: string) =>
    new Promise<{headers: IncomingHttpHeaders; body: Buffer}>((resolve, reject) => {
      const request = get({port: (http.address() as AddressInfo).port, path, headers: {'accept-encoding': accepted}}, async response => {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk as Buffer);
        resolve({headers: response.headers, body: Buffer.concat(chunks)});
      });
      request.on('error', reject);
    });

  it('are sent as brotli to those who take it', async () => {
    for (const _ of ['packed', 'packed before']) {
      const {headers, body} = await fetchFile('/assent-1/stage.js', 'gzip, br');
      assert.deepEqual([headers['content-encoding'], headers['content-length'], headers.vary], ['br', String(body.length), 'Accept-Encoding']);
      assert.equal(brotliDecompressSync(body).toString(), code);
    }
  });

  it('are found below a prefix, and kept for as long', async () => {
    for (const [path, kept] of [['/assent-1/stage.js', 'max-age=31536000'], ['/assent.js', 'max-age=300']] as const) {
      const [{headers, body}, below] = [await fetchFile(path, 'gzip'), await fetchFile(`/terms/of/us${path}?v=1`, 'gzip')];
      assert.deepEqual(below.body, body);
      assert.deepEqual([headers['cache-control'], below.headers['cache-control']].map(text => text?.includes(kept)), [true, true]);
    }
    for (const path of ['/stage.js', '/assent-1/assent.js', '/assent-1/../assent-1%2fstage.js', '/assent-2/stage.js', '/assent.js/']) {
      assert.equal((await fetchFile(path, 'gzip')).body.length, 0, path);
    }
  });

  it('are sent as they are to others, and where it would gain nothing', async () => {
    for (const [path, accepted, text] of [['/assent-1/stage.js', 'gzip', code], ['/assent.js', 'br', 'short']] as const) {
      const {headers, body} = await fetchFile(path, accepted);
      assert.deepEqual([headers['content-encoding'], body.toString()], [undefined, text]);
    }
  });
});
