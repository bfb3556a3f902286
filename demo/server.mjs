// The demo's server: pages, the script tag's files and the backend on one origin, with plain node:http.
import {createHash, randomBytes} from 'node:crypto';
import {mkdirSync, readFileSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import {createServer} from 'node:http';
import {extname} from 'node:path';
import {fileURLToPath} from 'node:url';
import {createAssentServer, openDatabase, toNodeHandler} from 'assent/server';
import {appPage, IMPORT_MAP, MODULES} from './pages/app.mjs';
import {homePage} from './pages/home.mjs';
import {roomPage} from './pages/room.mjs';
import {signupPage} from './pages/signup.mjs';
import {sitePage} from './pages/site.mjs';
import {timePage} from './pages/time.mjs';
import {forWorker, PUSH_DOCUMENT, pushSettings, sendTrial, WORKER} from './push.mjs';
import {openTimeMachine} from './time-machine.mjs';

const PUBLISHABLE_KEY = 'pk_demo';
const MAX_FORM_BYTES = 10_000;
const MAX_HOOK_BYTES = 1_000_000;
const RECORD_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const here = new URL('./', import.meta.url);
const dist = new URL('./', import.meta.resolve('assent/script'));
const modules = new URL('../node_modules/', here);

const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
};

/** Nothing inline, nothing from elsewhere, no string that becomes HTML; the app's import map by its hash. */
const CSP = [
  "default-src 'none'",
  `script-src 'self' 'sha256-${createHash('sha256').update(IMPORT_MAP).digest('base64')}'`,
  "connect-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types lit-html',
].join('; ');

/** The app vouches for the address of its worker. */
const APP_CSP = `${CSP} demo-worker`;

/** The time machine shows the room in a frame of its own page. */
const FRAMING_CSP = `${CSP}; frame-src 'self'`;
const FRAMED_CSP = CSP.replace("frame-ancestors 'none'", "frame-ancestors 'self'");

/** Where files come from, by the beginning of their path. Only what these folders are made for is served. */
const FOLDERS = [
  [/^\/public\/([\w-]+\.(?:css|js|svg))$/, new URL('public/', here)],
  [/^\/(assent(?:\.bundle)?\.js(?:\.map)?|assent-[\w.-]+\/[\w.-]+\.js(?:\.map)?)$/, dist],
  [/^\/(themes\/[\w-]+\.css)$/, dist],
  [/^\/modules\/assent\/((?:chunks\/)?[\w.-]+\.js(?:\.map)?)$/, dist],
  [/^\/modules\/((?:@lit\/)?(?:lit|lit-html|lit-element|reactive-element|ky|idb-keyval|valibot)\/(?:[\w-]+\/)*[\w.-]+\.m?js)$/, modules],
];

const PAGES = {'/': homePage, '/site/': sitePage, '/signup/': signupPage, '/app/': appPage};

/**
 * Starts the demo on this machine only.
 * @returns {Promise<{address: string, stop: () => Promise<void>}>}
 */
export async function startDemo({port, folder = new URL('../.assent/', here)}) {
  const http = createServer();
  const address = await listen(http, port);
  const opening = openDemo(address, folder);
  http.on('request', (request, response) => {
    opening.then(demo => answer(request, response, demo)).catch(error => {
      console.error(error);
      response.writeHead(500).end();
    });
  });
  const stop = async () => {
    http.close();
    http.closeAllConnections();
    await (await opening).close();
  };
  try {
    await opening;
  } catch (error) {
    http.close();
    throw error;
  }
  return {address, stop};
}

/** Opens the backend on its SQLite file, and publishes the terms. */
async function openDemo(address, folder) {
  mkdirSync(folder, {recursive: true});
  const database = `sqlite:${fileURLToPath(new URL('demo.db', folder))}`;
  const secretKey = `sk_${randomBytes(24).toString('base64url')}`;
  const origins = [address, address.replace('localhost', '127.0.0.1')];
  const backend = await createAssentServer({
    database,
    sites: [
      {
        id: 'demo',
        name: 'Halcyon Relay',
        publishableKey: PUBLISHABLE_KEY,
        secretKeys: [secretKey],
        origins,
        notices: {endpoint: `${address}/assent/`, push: pushSettings(folder, address)},
      },
    ],
  });
  const admin = (path, options = {}) => askBackend(backend, path, {...options, secretKey});
  await publishTerms(admin);
  const records = await openDatabase(database);
  const time = openTimeMachine(`${address}/time/`);
  return {
    address,
    integrity: sri(new URL('assent.js', dist)),
    api: toNodeHandler(backend),
    time,
    /** Whether the backend is out of reach, as if the network were down. */
    cut: false,
    holdings: () => readHoldings(admin, records),
    trial: lang => sendTrial({admin, records}, lang),
    close: () => Promise.all([backend.close(), records.close(), time.close()]),
  };
}

async function answer(request, response, demo) {
  const url = new URL(request.url, demo.address);
  const {pathname} = url;
  if (pathname.startsWith('/assent/')) return demo.cut ? request.destroy() : demo.api(request, response);
  if (pathname.startsWith('/demo/')) return answerDemo(request, response, {url, demo});
  if (pathname.startsWith('/time/')) return answerTime(request, response, {url, demo});
  if (Object.hasOwn(PAGES, pathname)) {
    const lang = languageOf(url, request.headers['accept-language']);
    const sent = pathname === '/signup/' && request.method === 'POST' ? await signUp(request) : {};
    const body = PAGES[pathname]({lang, integrity: demo.integrity, site: PUBLISHABLE_KEY, theme: url.searchParams.get('theme'), ...sent});
    const policy = pathname === '/app/' ? APP_CSP : CSP;
    return send(response, sent.refused ? 422 : 200, body, {'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy});
  }
  if (pathname === '/app/worker.js') return send(response, 200, WORKER, {'content-type': TYPES['.js']});
  const [, ours] = /^\/worker\/assent\/((?:chunks\/)?[\w.-]+\.js)$/.exec(pathname) ?? [];
  const source = ours && (await readFile(new URL(ours, dist), 'utf8').catch(() => undefined));
  if (source) return send(response, 200, forWorker(source, MODULES), {'content-type': TYPES['.js']});
  for (const [pattern, folder] of FOLDERS) {
    const [, name] = pattern.exec(pathname) ?? [];
    const file = name && (await readFile(new URL(name, folder)).catch(() => undefined));
    if (file) return send(response, 200, file, {'content-type': TYPES[extname(name)]});
  }
  return send(response, 404, 'There is nothing here.', {'content-type': 'text/plain'});
}

/**
 * A form without the id of a record is refused: a browser without scripts would send one. A product would keep the
 * id with the account, and ask the backend about it.
 */
async function signUp(request) {
  const form = await bodyOf(request, MAX_FORM_BYTES);
  const record = new URLSearchParams(form).get('assent') ?? '';
  return RECORD_ID.test(record) ? {record} : {refused: true};
}

/** The body as text; undefined for one that is too long. */
async function bodyOf(request, maxBytes) {
  const chunks = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** The time machine: its page, the room in its frame, the backend of both, and the levers. */
async function answerTime(request, response, {url, demo: {time, integrity}}) {
  const {pathname} = url;
  const lang = languageOf(url, request.headers['accept-language']);
  const show = (body, policy) => send(response, 200, body, {'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy});
  if (pathname.startsWith('/time/assent/')) return time.api(request, response);
  if (pathname === '/time/') return show(timePage({lang}), FRAMING_CSP);
  if (pathname === '/time/room/') return show(roomPage({lang, integrity, ...(await time.settings())}), FRAMED_CSP);
  if (pathname === '/time/hook') await time.deliver(JSON.parse(await bodyOf(request, MAX_HOOK_BYTES) ?? '{}'));
  const [, lever] = /^\/time\/do\/(\w+)$/.exec(pathname) ?? [];
  const {days, assent} = Object.fromEntries(url.searchParams);
  const refusal = lever && request.method === 'POST' && (await time.act(lever, {days: Number(days) || 0, lang, assent}).catch(({problem, message}) => problem ?? {detail: message, advice: ''}));
  return send(response, refusal ? 422 : 200, JSON.stringify(refusal || (await time.state())), {'content-type': 'application/json'});
}

/** What only a demo has: a look into the backend, a switch that cuts it off, and a notice to try push with. */
async function answerDemo(request, response, {url, demo}) {
  const route = `${request.method} ${url.pathname}`;
  if (route === 'POST /demo/push') {
    const outcome = await demo.trial(languageOf(url, request.headers['accept-language'])).catch(({message}) => ({state: 'failed', reason: message}));
    return send(response, 200, JSON.stringify(outcome), {'content-type': 'application/json'});
  }
  if (route === 'POST /demo/cut') demo.cut = true;
  else if (route === 'POST /demo/mend') demo.cut = false;
  else if (route !== 'GET /demo/holdings') return send(response, 404, '{}', {'content-type': 'application/json'});
  const body = JSON.stringify({cut: demo.cut, ...(await demo.holdings())});
  return send(response, 200, body, {'content-type': 'application/json'});
}

function send(response, status, body, headers) {
  response.writeHead(status, {'cache-control': 'no-cache', 'x-content-type-options': 'nosniff', 'referrer-policy': 'same-origin', ...headers});
  response.end(body);
}

function languageOf(url, accepted = '') {
  const wanted = url.searchParams.get('lang') ?? accepted;
  return /^zh/i.test(wanted) ? 'zh-CN' : 'en';
}

/** Publishes the demo's terms as any publisher would. Asking again for what is there changes nothing. */
async function publishTerms(admin) {
  for (const document of ['terms-of-service', 'privacy-policy', PUSH_DOCUMENT]) {
    const texts = ['en', 'zh-CN'].map(locale => ({
      locale,
      format: 'markdown',
      source: readFileSync(new URL(`terms/${document}.${locale}.md`, here), 'utf8'),
    }));
    await admin('v1/publications', {method: 'POST', body: {document, version: '2026-11', texts, ...(document === PUSH_DOCUMENT && {ask: 'on-use'})}});
  }
}

/** What the backend holds: publications by its API, records by their table. A product would ask for less. */
async function readHoldings(admin, records) {
  const {publications} = await admin('v1/publications');
  const [{count}] = await records.query("SELECT count(*) AS count FROM assent_records WHERE type <> 'publish'");
  const rows = await records.query("SELECT * FROM assent_records WHERE type <> 'publish' ORDER BY recorded_at DESC LIMIT 12");
  return {
    publications: publications.map(({document, version, effectiveAt, texts}) => ({document, version, effectiveAt, texts})),
    count: Number(count),
    records: rows.map(recordIn),
  };
}

/** A row as the page shows it. The column `entry` holds, as a list, what the others do not. */
function recordIn({id, type, subject, seq, document, version, recorded_at: recordedAt, entry, choices}) {
  const [locale, , , , , flags] = JSON.parse(entry);
  return {id, type, sub: subject, seq, document: {id: document, version, locale}, recordedAt, flags, choices: choices ? JSON.parse(choices) : {}};
}

async function askBackend(backend, path, {method = 'GET', body, secretKey}) {
  const url = new URL(path, 'http://localhost/');
  url.searchParams.set('site', PUBLISHABLE_KEY);
  const headers = {authorization: `Bearer ${secretKey}`, 'content-type': 'application/json'};
  const response = await backend.fetch(new Request(url, {method, headers, ...(body && {body: JSON.stringify(body)})}));
  const result = await response.json();
  if (response.ok) return result;
  const advice = result.type.endsWith(':publication_conflict') ? 'The demo’s terms have changed: remove the folder .assent to begin anew.' : result.advice;
  throw Object.assign(new Error(result.detail), {advice});
}

function sri(file) {
  return `sha384-${createHash('sha384').update(readFileSync(file)).digest('base64')}`;
}

function listen(http, port) {
  return new Promise((resolve, reject) => {
    http.once('error', reject);
    http.listen(port, '127.0.0.1', () => resolve(`http://localhost:${http.address().port}`));
  });
}
