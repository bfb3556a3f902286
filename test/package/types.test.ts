// What an app or a server with the strictest settings sees of our types, its libraries checked as well.
import assert from 'node:assert/strict';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {fileURLToPath} from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('../../', import.meta.url));
const APP = `
import {createAssent, type AssentChangeEvent} from 'assent';
import 'assent/define';
import 'assent/service-worker';
import {AssentDialog} from 'assent/elements';
import {parseTerms} from 'assent/document';

declare const maybe: string | undefined;
const assent = createAssent({
  endpoint: '/assent/', site: 'pk_example', locale: maybe, subject: maybe, debug: undefined,
  getSubjectToken: maybe ? init => fetch('/token', init).then(response => response.text()) : undefined,
});
await assent.agreements({fresh: undefined, locale: maybe, signal: undefined});
await assent.accept('terms-of-service', {choices: undefined, hash: maybe});
await assent.require('rules', {outage: undefined});

const changed = (event: AssentChangeEvent) => console.log(event.what);
assent.addEventListener('change', changed);
assent.removeEventListener('change', changed);

const gate = document.createElement('assent-gate');
Object.assign(window, {gate});
gate.client = undefined;
gate.documents = undefined;
gate.endpoint = gate.site = gate.subject = gate.locale = maybe;
gate.strings = gate.getSubjectToken = undefined;
gate.addEventListener('assent-accepted', ({act}) => act.recorded.then(({jws}) => console.log(jws)));
const reader = document.createElement('assent-terms');
reader.hash = reader.document = reader.since = maybe;
reader.terms = maybe ? parseTerms(maybe, {id: 'terms', version: '1', locale: 'en'}) : undefined;
export class AppDialog extends AssentDialog {}
`;

const SERVER = `
import {createServer} from 'node:http';
import {parseTerms, hashTerms} from 'assent/document';
import {createAssentServer, toNodeHandler, type AssentServerOptions} from 'assent/server';

const options: AssentServerOptions = {database: 'sqlite:assent.db', sites: [{id: 'shop', publishableKey: 'pk_shop', secretKeys: [], origins: []}]};
const assent = await createAssentServer(options);
createServer(toNodeHandler(assent, {addressOf: ({socket}) => socket.remoteAddress})).listen(8787);
console.log(await hashTerms(parseTerms('1. Be kind.', {id: 'terms', version: '1', locale: 'en'})));
`;

/** Files of all programs, each read once. */
const read = new Map<string, ts.SourceFile | undefined>();
/** Most of the compiler's time, and none of it ours. */
const KNOWN_GOOD = /\/node_modules\/(typescript\/lib|valibot)\//;

/** What the compiler says of a program inside of the package, which may then be called by its name. */
function compiled(program: string, wanted: ts.CompilerOptions): string {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022, noEmit: true, strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, skipLibCheck: false, ...wanted,
  };
  const app = join(root, 'app/app.ts');
  const host = ts.createCompilerHost(options);
  const {getSourceFile, fileExists} = host;
  host.fileExists = file => file === app || fileExists(file);
  host.getSourceFile = (file, how, ...rest) => {
    if (file === app) return ts.createSourceFile(file, program, how);
    const key = `${file} ${JSON.stringify(how)}`;
    if (!read.has(key)) read.set(key, getSourceFile(file, how, ...rest));
    return read.get(key);
  };
  const all = ts.createProgram([app], options, host);
  const found = [
    ...all.getConfigFileParsingDiagnostics(),
    ...all.getOptionsDiagnostics(),
    ...all.getGlobalDiagnostics(),
    ...all.getSourceFiles().filter(({fileName}) => !KNOWN_GOOD.test(fileName)).flatMap(file => [...all.getSyntacticDiagnostics(file), ...all.getSemanticDiagnostics(file)]),
  ];
  return ts.formatDiagnostics(found, host);
}

describe('the types', () => {
  const {Bundler, NodeNext} = ts.ModuleResolutionKind;
  for (const [module, moduleResolution] of [[ts.ModuleKind.ESNext, Bundler], [ts.ModuleKind.NodeNext, NodeNext]] as const) {
    it(`let an app give nothing for what may be absent, by ${ts.ModuleResolutionKind[moduleResolution]}`, () => {
      assert.equal(compiled(APP, {module, moduleResolution, lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'], types: []}), '');
    });

    it(`ask for no browser around a server, by ${ts.ModuleResolutionKind[moduleResolution]}`, () => {
      assert.equal(compiled(SERVER, {module, moduleResolution, lib: ['lib.es2022.d.ts'], types: ['node']}), '');
    });
  }
});
