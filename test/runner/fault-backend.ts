// A real backend behind a line that can be cut: every test gets a site, a database and faults of its own by the
// name in its path. `/b/<name>/…` is the backend, `/control/<name>/…` is for the test.
import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {exportJWK, generateKeyPair, SignJWT} from 'jose';
import type {PublicKey} from '../../src/protocol/jws.js';
import {createAssentServer, createKeys, toNodeHandler, type AssentServer, type Database} from '../../src/server.js';
import {openDatabase} from '../../src/server/database/database.js';
import {storedEntry, type EntryRow} from '../../src/server/records/stored-entry.js';

/** What the line does to a request. `after`: the backend has done its work by then. */
export type Fault =
  | {kind: 'cut-before' | 'cut-after' | 'hang' | 'hang-after'}
  /** The backend gets it only then. */
  | {kind: 'delay'; ms: number}
  | {kind: 'answer'; status: number; headers?: Record<string, string>; body?: string}
  /** The answer's text with one thing replaced by another. */
  | {kind: 'rewrite'; from: string; to: string};

/** A fault, for which requests, and how many of them; for ever if absent. */
export interface FaultRule {
  fault: Fault;
  /** The end of the path; any if absent. */
  path?: string;
  /** What the body has to contain; nothing in particular if absent. */
  containing?: string;
  times?: number;
}

export interface StoredRecord {
  id: string;
  subject: string;
  seq: number;
  body: string;
  entry: {via: string; flags: string[]; claimedAt: string; recordedAt: string};
}

export interface SeenRequest {
  method: string;
  path: string;
  /** Records in the body. */
  records: number;
  authorized: boolean;
  anonymous: boolean;
  /** What the backend answered, where it was asked. */
  status?: number;
}

interface Instance {
  server: AssentServer;
  database: Database;
  handle: ReturnType<typeof toNodeHandler>;
  rules: FaultRule[];
  seen: SeenRequest[];
  /** Added to the server's clock, ms. */
  shift: number;
  signToken: (sub: string, lifeS: number) => Promise<string>;
}

const SECRET_KEY = 'sk_test_0123456789abcdef';
const CORS = {'access-control-allow-origin': '*', 'access-control-allow-headers': '*', 'access-control-expose-headers': 'retry-after'};

/** Starts the line and its backends on a free port. */
export async function startFaultBackend(): Promise<{origin: string; close: () => Promise<void>}> {
  const instances = new Map<string, Instance>();
  const http = createServer((request, response) => {
    answer(request, response, instances).catch(error => {
      response.writeHead(500, CORS).end(String(error));
    });
  });
  await new Promise<void>(resolve => http.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://localhost:${(http.address() as AddressInfo).port}`,
    async close() {
      http.closeAllConnections();
      await new Promise(resolve => http.close(resolve));
      for (const {server, database} of instances.values()) {
        await server.close();
        await database.close();
      }
    },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, instances: Map<string, Instance>): Promise<void> {
  const {pathname} = new URL(request.url ?? '/', 'http://localhost');
  const [, room, name = '', ...rest] = pathname.split('/');
  if (room === 'control' && request.method === 'OPTIONS') return void response.writeHead(204, CORS).end();
  if (room === 'control') {
    const told = JSON.parse((await bodyOf(request)) || '{}');
    const result = await control(rest.join('/'), told, {name, instances, origin: request.headers.origin ?? ''});
    return void response.writeHead(200, {...CORS, 'content-type': 'application/json'}).end(JSON.stringify(result ?? null));
  }
  const instance = instances.get(name);
  if (!instance) return void response.writeHead(404, CORS).end('No such backend: open it first.');
  await overTheLine(request, response, {instance, path: rest.join('/')});
}

type Place = {name: string; instances: Map<string, Instance>; origin: string};

async function control(action: string, told: Record<string, unknown>, {name, instances, origin}: Place): Promise<unknown> {
  if (action === 'open') {
    instances.set(name, await openInstance(name, origin));
    return undefined;
  }
  const instance = instances.get(name);
  if (!instance) throw new Error(`No backend ${name}.`);
  const {server, database, rules, seen} = instance;
  switch (action) {
    case 'publish': {
      const url = `http://localhost/v1/publications?site=pk_${name}`;
      const headers = {authorization: `Bearer ${SECRET_KEY}`, 'content-type': 'application/json'};
      const published = await server.fetch(new Request(url, {method: 'POST', headers, body: JSON.stringify(told)}));
      if (!published.ok) throw new Error(await published.text());
      return published.json();
    }
    case 'admin': {
      const {path, body} = told as {path: string; body: unknown};
      const headers = {authorization: `Bearer ${SECRET_KEY}`, 'content-type': 'application/json'};
      const done = await server.fetch(new Request(`http://localhost/v1/admin/${path}`, {method: 'POST', headers, body: JSON.stringify(body)}));
      if (!done.ok) throw new Error(await done.text());
      return done.json();
    }
    case 'faults':
      rules.splice(0, rules.length, ...(told['rules'] as FaultRule[]));
      return undefined;
    case 'shift':
      instance.shift = told['ms'] as number;
      return undefined;
    case 'token':
      return instance.signToken(told['sub'] as string, told['lifeS'] as number);
    case 'records': {
      const rows = await database.query<EntryRow & {body: string}>("SELECT * FROM assent_records WHERE type <> 'publish' ORDER BY subject, seq");
      return rows.map((row): StoredRecord => ({id: row.id, subject: row.subject, seq: row.seq, body: row.body, entry: JSON.parse(storedEntry(row))}));
    }
    case 'requests':
      return seen;
    default:
      throw new Error(`No action ${action}.`);
  }
}

async function openInstance(name: string, origin: string): Promise<Instance> {
  const {publicKey, privateKey} = await generateKeyPair('EdDSA', {crv: 'Ed25519', extractable: true});
  const key = {...(await exportJWK(publicKey)), kid: 'host', alg: 'EdDSA', use: 'sig'} as PublicKey;
  const database = await openDatabase('sqlite::memory:');
  const instance = {
    database,
    rules: [],
    seen: [],
    shift: 0,
    signToken: (sub: string, lifeS: number) => {
      const nowS = Math.floor((Date.now() + instance.shift) / 1000);
      // One that has run out was good once: ten minutes are the most that a token may live.
      const iat = lifeS > 0 ? nowS : nowS + lifeS - 300;
      return new SignJWT({sub}).setProtectedHeader({alg: 'EdDSA', kid: 'host'}).setIssuedAt(iat).setExpirationTime(nowS + lifeS).sign(privateKey);
    },
  } as unknown as Instance;
  instance.server = await createAssentServer({
    limits: false, // tests come faster than people
    database,
    keys: await createKeys(),
    sites: [{id: name, publishableKey: `pk_${name}`, secretKeys: [SECRET_KEY], origins: [origin], subjects: {tokens: {keys: [key]}}}],
    now: () => new Date(Date.now() + instance.shift),
  });
  instance.handle = toNodeHandler(instance.server);
  return instance;
}

async function overTheLine(request: IncomingMessage, response: ServerResponse, {instance, path}: {instance: Instance; path: string}): Promise<void> {
  if (request.method === 'OPTIONS') return instance.handle(request, response);
  const bytes = await bytesOf(request);
  const body = bytes.toString();
  const seen: SeenRequest = {
    method: request.method ?? '',
    path,
    records: body.split('{"record":').length - 1,
    authorized: request.headers.authorization !== undefined,
    anonymous: request.headers['assent-subject'] !== undefined,
  };
  instance.seen.push(seen);
  const fault = take(instance.rules, path, body);
  if (fault?.kind === 'cut-before') return void request.socket.destroy();
  if (fault?.kind === 'hang') return;
  if (fault?.kind === 'answer') return void response.writeHead(fault.status, {...CORS, ...fault.headers}).end(fault.body ?? '');
  if (fault?.kind === 'delay') await new Promise(resolve => setTimeout(resolve, fault.ms));
  const answered = await instance.server.fetch(toRequest(request, bytes));
  seen.status = answered.status;
  if (fault?.kind === 'cut-after') return void request.socket.destroy();
  if (fault?.kind === 'hang-after') return;
  let text = await answered.text();
  if (fault?.kind === 'rewrite') text = text.replaceAll(new RegExp(fault.from, 'g'), fault.to);
  response.writeHead(answered.status, Object.fromEntries(answered.headers)).end(text);
}

function take(rules: FaultRule[], path: string, body: string): Fault | undefined {
  const rule = rules.find(
    ({times = 1, path: end = '', containing = ''}) => times > 0 && path.endsWith(end) && body.includes(containing),
  );
  if (rule?.times !== undefined) rule.times -= 1;
  return rule?.fault;
}

/** Without `accept-encoding`: a fault is done to the words of an answer. */
function toRequest({method = 'GET', url = '/', headers}: IncomingMessage, body: Buffer<ArrayBuffer>): Request {
  return new Request(`http://localhost${url}`, {
    method,
    headers: Object.entries(headers).flatMap(([key, value]) => (typeof value === 'string' && !['connection', 'accept-encoding'].includes(key) ? [[key, value] as [string, string]] : [])),
    ...(body.length > 0 && {body}),
  });
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  return (await bytesOf(request)).toString();
}

async function bytesOf(request: IncomingMessage): Promise<Buffer<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
