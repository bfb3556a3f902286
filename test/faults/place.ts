import {existsSync, readFileSync} from 'node:fs';
import {mkdtemp, rm} from 'node:fs/promises';
import {createServer, type IncomingMessage, type Server, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import {extname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {exportJWK, generateKeyPair, SignJWT} from 'jose';
import type {PublicKey} from '../../src/protocol/jws.js';
import {createAssentServer, createKeys, openDatabase, toNodeHandler} from '../../src/server.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const secretKey = (trial: number) => `sk_trial${trial}_0123456789abcdef0123456789abcdef`;
const MODULES = {ky: 'ky/distribution/index.js', 'idb-keyval': 'idb-keyval/dist/index.js', valibot: 'valibot/dist/index.mjs'};
const TYPES: Record<string, string> = {'.js': 'text/javascript', '.mjs': 'text/javascript'};

/** Documents of every site. A person acts on each once, so that what is stored twice or by nobody shows. */
export const DOCUMENTS = Array.from({length: 6}, (_, index) => `terms-${index}`);

/** A record as the backend has it. */
export interface StoredRecord {
  id: string;
  subject: string;
  document: string;
  hash: string;
}

/** The real backend on a SQLite file, and the host's pages; a site and an origin for every trial. */
export interface Place {
  /** Where the backend is, for a line to end. */
  backend: string;
  origin(trial: number): string;
  site(trial: number): string;
  /** Publishes the documents of a trial's site. */
  publish(trial: number): Promise<void>;
  records(trial: number): Promise<StoredRecord[]>;
  /** Sites whose host gives tokens that have run out. */
  expired: Set<string>;
  close(): Promise<void>;
}

export async function openPlace(trials: number): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'assent-faults-'));
  const host = await hostKey();
  const expired = new Set<string>();
  const pages = await listen((request, response) => servePage(request, response, (site, name) => host.token(name, expired.has(site))));
  const origin = (trial: number) => `http://t${trial}.localhost:${pages.port}`;
  const database = await openDatabase(`sqlite:${join(folder, 'assent.db')}`);
  const sites = Array.from({length: trials}, (_, trial) => ({
    id: `t${trial}`,
    publishableKey: `pk_trial${trial}`,
    secretKeys: [secretKey(trial)],
    origins: [origin(trial)],
    subjects: {tokens: {keys: [host.key]}},
  }));
  const server = await createAssentServer({database, sites, keys: await createKeys(), limits: false});
  const http = await listen(toNodeHandler(server));
  const backend = `http://localhost:${http.port}/`;
  return {
    backend,
    origin,
    site: trial => `pk_trial${trial}`,
    expired,
    publish: trial => publish(`${backend}v1/publications?site=pk_trial${trial}`, secretKey(trial)),
    records: trial =>
      database.query<StoredRecord>("SELECT id, subject, document, body_hash AS hash FROM assent_records WHERE site = $1 AND type <> 'publish' ORDER BY subject, seq", [`t${trial}`]),
    async close() {
      await Promise.all([pages.close(), http.close()]);
      await server.close();
      await database.close();
      await rm(folder, {recursive: true, force: true});
    },
  };
}

async function publish(url: string, key: string): Promise<void> {
  for (const document of DOCUMENTS) {
    const texts = [{locale: 'en', source: `# ${document}\n\n## 1. Use\n\nBe kind to other trials.\n`}];
    const response = await fetch(url, {
      method: 'POST',
      headers: {'content-type': 'application/json', authorization: `Bearer ${key}`},
      body: JSON.stringify({document, version: '1', texts}),
    });
    if (!response.ok) throw new Error(`publish: ${await response.text()}`);
  }
}

/** The host's own key, and tokens for its people. */
async function hostKey(): Promise<{key: PublicKey; token(name: string, expired: boolean): Promise<string>}> {
  const {publicKey, privateKey} = await generateKeyPair('EdDSA', {crv: 'Ed25519', extractable: true});
  return {
    key: {...(await exportJWK(publicKey)), kid: 'host', alg: 'EdDSA', use: 'sig'} as PublicKey,
    token(name, expired) {
      const nowS = Math.floor(Date.now() / 1000) - (expired ? 3600 : 0);
      return new SignJWT({sub: name}).setProtectedHeader({alg: 'EdDSA', kid: 'host'}).setIssuedAt(nowS).setExpirationTime(nowS + 300).sign(privateKey);
    },
  };
}

async function servePage({url = '/'}: IncomingMessage, response: ServerResponse, token: (site: string, name: string) => Promise<string>): Promise<void> {
  const {pathname, searchParams} = new URL(url, 'http://localhost');
  if (pathname === '/hang') {
    // For ever, where no time is named: whoever asked is killed meanwhile.
    const ms = Number(searchParams.get('ms'));
    return void (ms > 0 && setTimeout(() => response.writeHead(204).end(), ms).unref());
  }
  if (pathname === '/' || pathname === '/elsewhere') {
    return void response.writeHead(200, {'content-type': 'text/html'}).end(pathname === '/' ? html() : '<title>Elsewhere</title>');
  }
  const [, room, site = '', name = ''] = pathname.split('/');
  if (room === 'token') return void response.writeHead(200).end(await token(site, name));
  const path = pathname === '/person.js' ? 'test/faults/person.js' : pathname;
  const file = join(root, path);
  const served = ['dist/', 'node_modules/', 'test/faults/person.js'].some(part => file.startsWith(root + part));
  if (!served || !existsSync(file)) return void response.writeHead(404).end();
  response.writeHead(200, {'content-type': TYPES[extname(file)] ?? 'text/plain', 'cache-control': 'max-age=600'}).end(readFileSync(file));
}

function html(): string {
  const imports = Object.fromEntries(Object.entries(MODULES).map(([name, path]) => [name, `/node_modules/${path}`]));
  return `<!doctype html><html lang="en"><title>A page</title><link rel="icon" href="data:,">
<script type="importmap">${JSON.stringify({imports})}</script><script type="module" src="/person.js"></script>`;
}

async function listen(handle: (request: IncomingMessage, response: ServerResponse) => void): Promise<{port: number; close(): Promise<void>}> {
  const http: Server = createServer(handle);
  await new Promise<void>(resolve => http.listen(0, '127.0.0.1', resolve));
  return {
    port: (http.address() as AddressInfo).port,
    close: () =>
      new Promise(resolve => {
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };
}
