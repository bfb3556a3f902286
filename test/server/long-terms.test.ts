import assert from 'node:assert/strict';
import {createRequire} from 'node:module';
import {describe, it} from 'node:test';
import {setTimeout as pause} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';
import {canonicalBytes} from '../../src/document/canonical.js';
import {parseTerms} from '../../src/document/parse.js';
import {codeOf, openServer} from '../contracts/open-server.js';

const META = {document: 'long', version: '1'};
/** 205,000 characters, of which few are marks: it is long, and quickly read. */
const LONG = `## Section\n\n${'Words of weight. '.repeat(120)}\n\n1. One.\n2. Three.\n\n`.repeat(100);

describe('a text that is long', () => {
  it('is read beside the work of others, and is the text that it is when it is read alone', async () => {
    const {server, call, publish} = await openServer();
    const source = `# Terms\n\n${LONG}`;
    let [answered, turns] = [false, 0];
    const published = publish({...META, texts: [{locale: 'en', source}]}).finally(() => (answered = true));
    // Each turn is one that the event loop had while the text was read; read on the spot, there would be hardly any.
    while (!answered) {
      assert.equal((await call('v1/keys')).status, 200);
      if (!answered) turns += 1;
      await pause(5);
    }
    const {status, text, json} = await published;
    assert.equal(status, 201, text);
    assert.ok(turns >= 5, `${turns} turns`);
    const {hash} = json().texts[0];
    const alone = new TextDecoder().decode(canonicalBytes(parseTerms(source, {id: META.document, version: META.version, locale: 'en'})));
    assert.equal((await call(`v1/documents/${hash}?site=pk_shop`)).text, alone);
    await server.close();
  });

  it('is refused as a short one is', async () => {
    const {server, errors, publish} = await openServer();
    const source = `---\ntitle: [unclosed\n---\n${LONG}`;
    const [long, short] = await Promise.all([publish({...META, texts: [{locale: 'en', source}]}), publish({...META, texts: [{locale: 'en', source: source.slice(0, 100)}]})]);
    assert.deepEqual([long.status, codeOf(long.json()), long.json().advice], [short.status, codeOf(short.json()), short.json().advice]);
    assert.equal(codeOf(long.json()), 'terms_invalid');
    assert.deepEqual(errors, []);
    await server.close();
  });

  it('is read on the spot by a server that was bundled into CommonJS, where no file knows its place', async () => {
    const {outputFiles} = await build({
      entryPoints: [fileURLToPath(new URL('../../src/server/publications/read-terms.ts', import.meta.url))],
      bundle: true,
      platform: 'node',
      format: 'cjs',
      write: false,
      logLevel: 'error',
    });
    const bundled = {exports: {} as typeof import('../../src/server/publications/read-terms.js')};
    new Function('module', 'require', outputFiles[0]!.text)(bundled, createRequire(import.meta.url));
    const {title} = await bundled.exports.readTerms(`# Terms\n\n${LONG}`, {id: 'long', version: '1', locale: 'en'});
    assert.equal(title, 'Terms');
  });
});
