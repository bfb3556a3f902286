// What npm would publish: the doors open, the types resolve, nothing runs at import, the sizes hold.
import assert from 'node:assert/strict';
import {execFile} from 'node:child_process';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, describe, it} from 'node:test';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {build} from 'esbuild';
import {brotliCompressSync} from 'node:zlib';

const root = fileURLToPath(new URL('../../', import.meta.url));
const run = promisify(execFile);
const bin = (name: string) => `${root}node_modules/.bin/${name}`;
const manifest = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));

describe('the package', () => {
  let folder: string;
  let packed: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'assent-package-'));
    const {stdout} = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {cwd: root});
    packed = join(folder, JSON.parse(stdout)[0].filename);
  });
  after(() => rm(folder, {recursive: true, force: true}));

  it('has a file behind every door, its types included', () => {
    const targets = Object.values<string | Record<string, string>>(manifest.exports).flatMap(entry =>
      typeof entry === 'string' ? [entry] : Object.values(entry),
    );
    assert.deepEqual(targets.filter(target => !existsSync(root + target.replace('*', 'plain'))), []);
  });

  it('passes publint', async () => {
    const {stdout} = await run(bin('publint'), ['--strict', packed]);
    assert.match(stdout, /All good/);
  });

  it('gives types to every modern resolver', async () => {
    const {stdout} = await run(bin('attw'), [packed, '--profile', 'esm-only', '--exclude-entrypoints', 'script', '--no-color']);
    // It ends with an error for any problem that is not ignored.
    assert.match(stdout, /"assent\/server"\s+node16 \(from ESM\): 🟢/);
  });

  it('imports on a server without a window, and makes nothing global', async () => {
    const code = `
      const before = new Set(Object.keys(globalThis));
      const {createAssent} = await import('assent');
      for (const endpoint of ['https://assent.example/', '/assent/']) createAssent({endpoint, site: 'pk_example', locale: 'en'}).close();
      const made = Object.keys(globalThis).filter(key => !before.has(key));
      if (made.length > 0) throw new Error('made global: ' + made.join());
      await import('assent/elements');
    `;
    await run(process.execPath, ['--input-type=module', '-e', code], {cwd: root});
  });

  it('gives an app no more than what it imports', async () => {
    const size = async (contents: string) => {
      const {outputFiles} = await build({
        stdin: {contents, resolveDir: root},
        bundle: true,
        splitting: true,
        outdir: 'out',
        minify: true,
        write: false,
        format: 'esm',
        target: 'es2022',
        logLevel: 'error',
      });
      return outputFiles.find(({path}) => path.endsWith('stdin.js'))!.text;
    };
    const some = await size(`import {isAssentError} from 'assent'; console.log(isAssentError(1));`);
    assert.ok(some.length < 1_000, `${some.length} characters`);
    const all = await size(`import {createAssent} from 'assent'; console.log(createAssent);`);
    assert.ok(some.length * 20 < all.length, 'the whole client is no floor');
    assert.doesNotMatch(some, /indexedDB|BroadcastChannel|crypto/);
  });

  it('needs no more of a browser user than lit, ky, idb-keyval and valibot', () => {
    assert.deepEqual(Object.keys(manifest.dependencies).sort(), ['idb-keyval', 'ky', 'lit', 'valibot']);
  });

  it('has at most nine scripts', () => {
    assert.ok(Object.keys(manifest.scripts).length <= 9);
  });

  it('keeps the loader under 3 kB of brotli, and what must be there before an answer is safe under 33.5', () => {
    const size = (file: string) => brotliCompressSync(readFileSync(`${root}dist/${file}`)).length;
    const loader = size('assent.js');
    assert.ok(loader <= 3_000, `the loader is ${loader} B`);
    const visit = loader + size(`assent-${manifest.version}/stage.js`);
    assert.ok(visit <= 33_500, `a first visit is ${visit} B`);
  });

  it('describes every element in custom-elements.json', () => {
    interface Declaration { tagName?: string; events?: {name?: string; type?: {text: string}}[]; cssProperties?: {name: string}[] }
    const {modules}: {modules: {declarations: Declaration[]}[]} = JSON.parse(readFileSync(`${root}dist/custom-elements.json`, 'utf8'));
    const elements = modules.flatMap(({declarations}) => declarations.filter(({tagName}) => tagName));
    for (const tag of ['assent-terms', 'assent-dialog', 'assent-gate']) assert.ok(elements.some(({tagName}) => tagName === tag), `no ${tag}`);
    // An event of ours has a class, which says its name; one that the browser has as well is its own.
    const files = readdirSync(`${root}src/elements`).filter(file => file.endsWith('events.ts'));
    const source = files.map(file => readFileSync(`${root}src/elements/${file}`, 'utf8')).join('\n');
    const known = new Set([...source.matchAll(/class (\w+) extends Event \{[^]*?super\('([\w-]+)'/g)].map(([, type, name]) => `${name} ${type}`)).add('change Event');
    for (const {tagName, events = [], cssProperties = []} of elements) {
      assert.deepEqual(events.map(({name, type}) => `${name} ${type?.text}`).filter(event => !known.has(event)), [], tagName);
      assert.ok(cssProperties.some(({name}) => name === '--assent-text'), `${tagName} names no custom property`);
    }
  });
});
