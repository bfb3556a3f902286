// What an app or a server with the strictest settings sees of our types, its libraries checked as well.
import assert from 'node:assert/strict';
import {execFile} from 'node:child_process';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {after, before, describe, it} from 'node:test';
import {fileURLToPath} from 'node:url';

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

describe('the types', () => {
  let folder: string;
  // Inside of the package, which may then be called by its name.
  before(async () => void (folder = await mkdtemp(join(root, '.app-'))));
  after(() => rm(folder, {recursive: true, force: true}));

  /** What the compiler says of a program. */
  async function compiled(program: string, options: object): Promise<string> {
    const compilerOptions = {
      target: 'ES2022', noEmit: true, strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, skipLibCheck: false, ...options,
    };
    await writeFile(join(folder, 'app.ts'), program);
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({compilerOptions, files: ['app.ts']}));
    return new Promise(resolve => execFile(join(root, 'node_modules/.bin/tsc'), ['-p', folder], (_, stdout) => resolve(stdout)));
  }

  for (const [module, moduleResolution] of [['ESNext', 'Bundler'], ['NodeNext', 'NodeNext']] as const) {
    it(`let an app give nothing for what may be absent, by ${moduleResolution}`, async () => {
      assert.equal(await compiled(APP, {module, moduleResolution, lib: ['ES2022', 'DOM', 'DOM.Iterable'], types: []}), '');
    });

    it(`ask for no browser around a server, by ${moduleResolution}`, async () => {
      assert.equal(await compiled(SERVER, {module, moduleResolution, lib: ['ES2022'], types: ['node']}), '');
    });
  }
});
