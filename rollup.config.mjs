// Three builds: the doors for npm; the script tag's second stage; the loader and the all-in-one bundle.
import {createHash} from 'node:crypto';
import {cpSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {brotliCompressSync, gzipSync} from 'node:zlib';
import {cli as analyze} from '@custom-elements-manifest/analyzer/cli.js';
import commonjs from '@rollup/plugin-commonjs';
import json from '@rollup/plugin-json';
import resolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import typescript from '@rollup/plugin-typescript';
import {transform} from 'esbuild';
import MagicString from 'magic-string';
import minifyLiterals from 'rollup-plugin-html-literals';

const pkg = JSON.parse(readFileSync(new URL('./package.json', import.meta.url), 'utf8'));
/** Immutable for ever: a new version has a new folder, so a cached loader never meets another one's files. */
const stageDir = `assent-${pkg.version}`;
const banner = `/*! ${pkg.name} ${pkg.version} | ${pkg.license} */`;

/** Budgets in bytes of brotli: a returning visitor pays the loader, a first visit all until an answer is safe (docs/decisions). */
const LOADER_BUDGET = 3_000;
const FIRST_VISIT_BUDGET = 33_500;

const external = [...Object.keys(pkg.dependencies), ...Object.keys(pkg.peerDependencies)].map(
  name => new RegExp(`^${name}(/|$)`),
);

/** Warnings that mean a broken build end it; so does a cycle of our own. */
function onwarn(warning, warn) {
  const ours = !warning.ids?.some(id => id.includes('node_modules'));
  if ((warning.code === 'CIRCULAR_DEPENDENCY' && ours) || warning.plugin === 'typescript') throw new Error(warning.message);
  if (warning.code !== 'CIRCULAR_DEPENDENCY' && warning.code !== 'THIS_IS_UNDEFINED') warn(warning);
}

const compile = (outDir, declarations = false) =>
  typescript({
    tsconfig: './tsconfig.json',
    filterRoot: process.cwd(),
    include: ['src/**/*.ts'],
    exclude: ['test/**'],
    compilerOptions: {
      noEmit: false,
      outDir,
      sourceMap: true,
      rootDir: 'src',
      // Types are checked once, with the doors.
      ...(declarations ? {declaration: true, declarationDir: 'dist/types'} : {noCheck: true}),
    },
  });

/** Names shared between scopes as esbuild gives them pack better than terser's own: 300 B of brotli in the second stage. */
const shorterNames = () => ({
  name: 'shorter-names',
  async renderChunk(source, {fileName}) {
    const {code, map} = await transform(source, {sourcefile: fileName, sourcemap: 'external', format: 'esm', target: 'es2022', minifyIdentifiers: true, minifySyntax: true});
    return {code, map};
  },
});

const minify = () =>
  terser({ecma: 2022, module: true, compress: {passes: 3, pure_getters: true, unsafe_arrows: true}, format: {comments: /^!/}});

/**
 * The stage exports to its late files under the names that it has by now for itself: `export{a,b}` packs better than
 * `export{a as c,b as d}`, 190 B of brotli. The late files wait for those names.
 */
const shorterExports = () => {
  let found;
  const names = new Promise(resolve => (found = resolve));
  return {
    name: 'shorter-exports',
    async renderChunk(code, {isEntry, facadeModuleId}) {
      const text = new MagicString(code);
      if (isEntry) {
        const kept = new Set(this.getModuleInfo(facadeModuleId).exports);
        const [list, inside] = /export\{([^}]*)\};?$/.exec(code);
        const pairs = inside.split(',').map(pair => pair.split(' as ')).map(([own, name = own]) => [name, kept.has(name) ? `${own} as ${name}` : own]);
        text.prepend(COMPILE_ALL).overwrite(code.length - list.length, code.length, `export{${pairs.map(([, own]) => own).sort().join()}};`);
        found(new Map(pairs.filter(([name]) => !kept.has(name))));
      } else {
        const known = await names;
        for (const {1: inside, index} of code.matchAll(/import\{([^}]*)\}from"\.\/stage\.js"/g)) {
          const wanted = inside.split(',').map(pair => pair.split(' as ')).map(([name, own = name]) => `${known.get(name) ?? name} as ${own}`);
          text.overwrite(index + 'import{'.length, index + 'import{'.length + inside.length, wanted.join());
        }
      }
      return {code: text.toString(), map: text.generateMap({hires: true})};
    },
  };
};

/** The script tag reads our schemas by a smaller interpreter; see its file. An app's own bundler gets valibot itself. */
const lightSchemas = () => ({
  name: 'light-schemas',
  resolveId: id => (id === 'valibot' ? fileURLToPath(new URL('src/protocol/light-valibot.ts', import.meta.url)) : null),
});

/** What lit says to whoever writes styles wrongly: ours are written, and every visitor would carry the words. */
const fewerWords = () => ({
  name: 'fewer-words',
  transform: (code, id) =>
    id.endsWith('/reactive-element/css-tag.js')
      ? {code: code.replace(/Error\("CSSResult[^"]*"\)/, 'Error("CSSResult")').replace(/"Value passed[^"]*"\+(\w+)\+"[^"]*"/, '"css: "+$1'), map: null}
      : null,
});

/** In custom properties and logical ones, the minifier of literals leaves zeros and spaces: 40 B of brotli in the second stage. */
const tighterStyles = () => ({
  name: 'tighter-styles',
  transform: code => ({code: code.replace(/\bcss ?`[^`]*`/g, style => style.replaceAll(', ', ',').replace(/([:,( -])0\.(?=\d)/g, '$1.')), map: null}),
});

const browser = outDir => [
  lightSchemas(),
  fewerWords(),
  resolve({browser: true, exportConditions: ['browser', 'production']}),
  compile(outDir),
  minifyLiterals(),
  tighterStyles(),
  shorterNames(),
  minify(),
];

const sri = code => `sha256-${createHash('sha256').update(code).digest('base64')}`;
const brotli = code => brotliCompressSync(code).length;

/** What the second stage wrote; the loader is built of it, and both weigh together. */
const stage = {integrity: '', table: '', size: 0, sending: 0};

/**
 * `import()` takes no integrity, so every one of the stage's goes through a preload that has one: the import of
 * the same URL then fails for other bytes. The integrity of what is loaded late stands in a file of its own, which
 * the stage vouches for: a first visit does not carry it.
 */
const verifiedImports = () => ({
  name: 'verified-imports',
  renderDynamicImport: () => ({left: 'assentImport(', right: ')'}),
  renderChunk(code, {isEntry}) {
    if (!isEntry && !code.includes('assentImport(')) return null;
    const text = new MagicString(code);
    if (isEntry) text.prepend(VERIFIED_IMPORT).replace(/export \{(?=[^}]*\};?\s*$)/, 'export { assentImport,');
    else text.prepend('import { assentImport } from "./stage.js";');
    return {code: text.toString(), map: text.generateMap({hires: true})};
  },
  generateBundle(_, bundle) {
    const chunks = Object.values(bundle).filter(({type}) => type === 'chunk');
    const late = chunks.filter(({isEntry}) => !isEntry);
    const needs = ({imports}) => imports.filter(file => !bundle[file].isEntry).map(file => `./${file}`);
    const rows = late.map(chunk => [`./${chunk.fileName}`, [sri(chunk.code), ...needs(chunk)]]);
    const table = `export default ${JSON.stringify(Object.fromEntries(rows))}`;
    this.emitFile({type: 'asset', fileName: TABLE, source: table});
    const entry = chunks.find(({isEntry}) => isEntry);
    stage.table = sri(table);
    entry.code = entry.code.replace('ASSENT_TABLE', stage.table);
  },
});

const TABLE = 'integrity.js';

/** Nearly all of the stage runs at once: Chromium then compiles it beside the page, not function by function in its way. */
const COMPILE_ALL = '//# allFunctionsCalledOnLoad\n';

/**
 * An import only joins a preload that is under way: of one that has failed it would ask anew, without integrity. So
 * a file is imported in the breath in which it is preloaded, what it needs before it, and after a failure the next
 * try begins with a preload again.
 */
const VERIFIED_IMPORT =
  'const assentKnown={},assentOnce=(f,load)=>assentKnown[f]??=load().catch(e=>{delete assentKnown[f];throw e}),' +
  'assentVerified=async(f,i)=>{const u=new URL(f,import.meta.url).href;document.head.append(Object.assign(document.createElement("link"),' +
  '{rel:"modulepreload",crossOrigin:"",integrity:i,href:u}));return import(u)},' +
  `assentImport=f=>assentOnce(f,async()=>{const{default:t}=await assentOnce(0,()=>assentVerified("./${TABLE}","ASSENT_TABLE")),[i,...n]=t[f];` +
  'await Promise.all(n.map(assentImport));return assentVerified(f,i)});';

const noteStage = () => ({
  name: 'note-stage',
  writeBundle(_, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type !== 'chunk') continue;
      const file = `${stageDir}/${chunk.fileName}`;
      // As written: the comment that names the source map is part of what a browser hashes.
      const code = readFileSync(`dist/${file}`);
      if (!code.equals(Buffer.from(chunk.code))) this.error(`${file} was not written as it was hashed.`);
      if (chunk.isEntry) {
        stage.integrity = sri(code);
        stage.size = brotli(code);
      } else if (!/^(lazy|strings)-/.test(chunk.fileName)) {
        stage.sending += brotli(code);
      }
      report(file, code);
    }
  },
});

/** Writes the second stage's files into the loader; the bundle has it inside. */
const defineStage = inside => ({
  name: 'define-stage',
  transform: (code, id) =>
    id.endsWith('/src/script.ts')
      ? {code: code.replace('ASSENT_INSIDE', String(inside)).replace('ASSENT_STAGE', JSON.stringify(manifest())), map: null}
      : null,
});

/** The loader preloads the stage, and the table by which the stage checks what is loaded later. */
function manifest() {
  return {dir: stageDir, integrity: stage.integrity, table: [TABLE, stage.table]};
}

const budget = () => ({
  name: 'budget',
  writeBundle({file}) {
    const loader = readFileSync(file);
    report(file.replace('dist/', ''), loader);
    const visit = brotli(loader) + stage.size;
    console.log(`size first visit, until an answer is safe: ${visit} B brotli of ${FIRST_VISIT_BUDGET}`);
    console.log(`size what then sends it: ${stage.sending} B brotli`);
    if (brotli(loader) > LOADER_BUDGET) this.error(`The loader weighs ${brotli(loader)} B brotli, over ${LOADER_BUDGET}.`);
    if (visit > FIRST_VISIT_BUDGET) this.error(`A first visit weighs ${visit} B brotli, over ${FIRST_VISIT_BUDGET}.`);
  },
});

const sizes = () => ({
  name: 'sizes',
  writeBundle({file}) {
    report(file.replace('dist/', ''), readFileSync(file));
  },
});

function report(file, code) {
  console.log(`size ${file}: min ${code.length} B, gzip ${gzipSync(code, {level: 9}).length} B, brotli ${brotli(code)} B`);
}

const emptyDist = () => ({name: 'empty-dist', buildStart: () => rmSync('dist', {recursive: true, force: true})});

/** Presets are plain style sheets, for pages that want one. */
const themes = () => ({name: 'themes', writeBundle: () => cpSync('src/elements/theme/presets', 'dist/themes', {recursive: true})});

const manifests = () => ({
  name: 'manifests',
  async writeBundle() {
    await analyze({argv: ['analyze', '--litelement', '--globs', 'src/elements/**/*.ts', '--outdir', 'dist', '--quiet']});
    withoutGuesses('dist/custom-elements.json');
    const {openapi} = await import(new URL('./dist/server.js', import.meta.url));
    writeFileSync('dist/openapi.json', JSON.stringify(openapi(), null, 2) + '\n');
  },
});

/**
 * The analyzer takes every reactive property for an attribute too, while private ones are state; and every variable that
 * is dispatched for the name of an event, while those that there are, are described.
 */
function withoutGuesses(file) {
  const manifest = JSON.parse(readFileSync(file, 'utf8'));
  for (const element of manifest.modules.flatMap(({declarations}) => declarations ?? []).filter(({events}) => events)) {
    element.events = element.events.filter(({description}) => description);
  }
  for (const element of manifest.modules.flatMap(({declarations}) => declarations ?? []).filter(({attributes}) => attributes)) {
    const state = element.members.filter(({privacy}) => privacy === 'private');
    for (const field of state) delete field.attribute;
    element.attributes = element.attributes.filter(({fieldName}) => !state.some(({name}) => name === fieldName));
  }
  writeFileSync(file, JSON.stringify(manifest, null, 2) + '\n');
}

export default [
  {
    // The last is no door: the server starts it as a thread.
    input: Object.fromEntries(['index', 'elements', 'define', 'document', 'server', 'service-worker', 'cli', 'server/publications/terms-worker'].map(file => [file.split('/').at(-1), `src/${file}.ts`])),
    external: [...external, /^node:/],
    onwarn,
    output: {dir: 'dist', format: 'es', sourcemap: true, chunkFileNames: 'chunks/[name]-[hash].js'},
    plugins: [emptyDist(), resolve({exportConditions: ['node'], preferBuiltins: true}), commonjs(), json(), compile('dist', true), themes(), manifests()],
  },
  {
    input: {stage: 'src/elements/start.ts'},
    // What is loaded later shares modules with the stage: they stay in it, and it exports them.
    preserveEntrySignatures: 'allow-extension',
    onwarn,
    output: {
      dir: `dist/${stageDir}`,
      format: 'es',
      sourcemap: true,
      entryFileNames: '[name].js',
      chunkFileNames: ({moduleIds}) => chunkName(moduleIds),
    },
    plugins: [verifiedImports(), ...browser(`dist/${stageDir}`), shorterExports(), noteStage()],
  },
  {
    input: 'src/script.ts',
    onwarn,
    output: {file: 'dist/assent.js', format: 'iife', sourcemap: true, banner, inlineDynamicImports: true},
    plugins: [...browser('dist'), defineStage(false), budget()],
  },
  {
    input: 'src/script.ts',
    onwarn,
    output: {file: 'dist/assent.bundle.js', format: 'iife', sourcemap: true, banner, inlineDynamicImports: true},
    plugins: [...browser('dist'), defineStage(true), sizes()],
  },
];

/** `strings-<locale>` for a locale, `delivery` for what sends, `lazy-…` for what only some visits need. */
function chunkName(moduleIds) {
  if (moduleIds.some(id => id.endsWith('client/delivery.ts'))) return 'delivery.js';
  const locale = moduleIds.map(id => /elements\/strings\/([\w-]+)\.ts$/.exec(id)?.[1]).find(Boolean);
  if (locale && !locale.startsWith('en')) return `strings-${locale}.js`;
  return moduleIds.some(id => /node_modules\/ky\//.test(id)) ? 'lazy-ky.js' : 'lazy-[name].js';
}
