#!/usr/bin/env node
// The `assent` command: the server door on a port, publishing from files, and an operator's errands.
import {randomBytes} from 'node:crypto';
import {createWriteStream, existsSync, readFileSync, writeFileSync} from 'node:fs';
import {pipeline} from 'node:stream/promises';
import {Command, CommanderError, InvalidArgumentError, Option} from 'commander';
import {ASSENT_KINDS, AUDIENCES, CHANGE_KINDS} from './protocol/agreement.js';
import {AssentError, isAssentError} from './protocol/errors.js';
import type {KeySet} from './protocol/jws.js';
import type {Problem} from './protocol/problem.js';
import type {Publication, PublicationPreview, PublicationRequest} from './protocol/publication.js';
import {ROUTES} from './protocol/routes.js';
import {RESTRICTION_KINDS} from './protocol/standing.js';
import {createAssentServer, type AssentServerOptions} from './server/create-server.js';
import {describeExport, describeReceipt} from './server/evidence/describe-verdict.js';
import {exportLog} from './server/evidence/export-log.js';
import {parseKeySet, verifyFile} from './server/evidence/verify-file.js';
import {sqliteFile} from './server/database.js';
import {rotateKeyFile} from './server/key-file.js';
import {listen, type Listening} from './server/listen.js';
import {toNodeHandler} from './server/node-handler.js';
import {logged, routeOf} from './server/request-log.js';
import {readScriptFiles} from './server/script-files.js';
import {createKeys} from './server/server-keys.js';

const CONFIG_FILE = 'assent.json';
const CONFIG_KEYS = ['sites', 'keys', 'log', 'limits', 'metrics'];
const EXIT = {ok: 0, failed: 1, usage: 2} as const;

/** What `assent.json` holds: the tenants, and what signs where there is no file beside the database to keep it in. */
type Config = Pick<AssentServerOptions, 'sites' | 'keys' | 'log' | 'limits' | 'metrics'>;

interface ServeOptions {
  database: string;
  host: string;
  port: number;
  config?: string;
  origin: string[];
}

/** Which backend a command is for. */
interface TargetOptions {
  endpoint?: string;
  database?: string;
  config?: string;
  site?: string;
  secretKey?: string;
}

interface PublishOptions extends TargetOptions {
  document: string;
  version: string;
  locale: string[];
  summary: string[];
  effectiveAt?: string;
  assent?: PublicationRequest['assent'];
  change?: PublicationRequest['change'];
  audience?: PublicationRequest['audience'];
  declineUntil?: string;
  renewMonths?: number;
  dryRun?: boolean;
}

const {version} = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {version: string};

const program = new Command('assent')
  .description('Shows people terms, captures their assent, and keeps the proof.')
  .version(version, '--version')
  .enablePositionalOptions()
  .showHelpAfterError('Run with --help to see what there is.')
  .addHelpText('after', '\nExit codes: 0 done, 1 failed, 2 used wrongly.')
  .exitOverride();

program
  .command('serve')
  .description('Serves the backend, and the script tag beside it.')
  .option('--database <url>', 'sqlite:FILE or postgres://…', 'sqlite:assent.db')
  .option('--port <number>', 'port to listen on; 0 for a free one', port, 8787)
  .option('--host <address>', 'address to listen on; 0.0.0.0 for all', '127.0.0.1')
  .option('--config <file>', `sites and their keys (default: ${CONFIG_FILE}, made on the first run)`)
  .option('--origin <url>', 'on the first run: where your pages live (repeat for more)', collect, [])
  .action(serve);

atTarget(program.command('publish'))
  .description('Puts a version of a document in force: one FILE a locale.')
  .argument('<file...>', 'terms in Markdown (.md) or plain numbered text')
  .requiredOption('--document <id>', 'its stable name, such as terms-of-service')
  .requiredOption('--version <name>', 'the name of this version, such as 2026-11-23')
  .requiredOption('--locale <tag>', 'BCP 47, one for each FILE in their order (repeat for more)', collect, [])
  .option('--effective-at <time>', 'when it takes effect, as 2027-01-01T00:00:00Z; at once if absent', instant)
  .addOption(new Option('--assent <kind>', 'what it asks of people').choices(ASSENT_KINDS))
  .addOption(new Option('--change <kind>', 'whether it changes what people agreed to').choices(CHANGE_KINDS))
  .addOption(new Option('--audience <who>', 'whom it is for').choices(AUDIENCES))
  .option('--decline-until <time>', 'how long the terms before go on for whoever declines', instant)
  .option('--renew-months <number>', 'after how many months each acceptance is to be renewed', Number)
  .option('--summary <text>', 'what changed, in a sentence; one for each FILE in their order', collect, [])
  .option('--dry-run', 'tell whom it would ask, by when, and what changes; publish nothing')
  .action(publish);

atTarget(program.command('withdraw'))
  .description('Takes an announcement back, before it takes effect.')
  .argument('<publication>', 'such as terms-of-service@2026-11-23')
  .action((id: string, options: TargetOptions) => ask(options, `publications/${encodeURIComponent(id)}/withdraw`, {}));

atTarget(program.command('progress'))
  .description('Tells how far the answers to a version have come.')
  .argument('<publication>', 'such as terms-of-service@2026-11-23')
  .action((id: string, options: TargetOptions) => ask(options, `publications/${encodeURIComponent(id)}/progress`));

atTarget(program.command('notify'))
  .description('Tells people of a publication or a restriction, by mail or by your provider.')
  .argument('<file>', 'JSON as POST /v1/admin/notices takes it: {"publication": …, "recipients": […]}')
  .action((path: string, options: TargetOptions) => ask(options, 'notices', readJson(path)));

atTarget(program.command('restrict'))
  .description('Restricts a subject, with a statement of reasons.')
  .requiredOption('--subject <name>', 'user:ACCOUNT, anon:UUID, or a reference s_…')
  .addOption(new Option('--kind <kind>', 'how far it goes').choices(RESTRICTION_KINDS).makeOptionMandatory())
  .requiredOption('--scope <what>', 'what is restricted (repeat for more)', collect, [])
  .requiredOption('--facts <text>', 'what it rests on')
  .requiredOption('--clause <document#anchor>', 'the clause that it rests on, such as terms-of-service#3.5.2')
  .requiredOption('--by <role>', 'the role that decides, never a name')
  .option('--until <time>', 'when it ends by itself', instant)
  .option('--redress <text>', 'how else it can be contested')
  .option('--detected', 'found by automated means')
  .option('--decided', 'decided by automated means')
  .action(restrict);

atTarget(program.command('lift'))
  .description('Lifts a restriction.')
  .argument('<restriction>', 'its id')
  .requiredOption('--reasons <text>', 'why')
  .requiredOption('--by <role>', 'the role that decides')
  .action((id: string, {reasons, by, ...options}: TargetOptions & {reasons: string; by: string}) => ask(options, `restrictions/${id}/lift`, {reasons, by}));

atTarget(program.command('review'))
  .description('Takes an appeal up, or decides it; upheld, it lifts the restriction.')
  .argument('<appeal>', 'its id')
  .addOption(new Option('--status <status>', 'where it stands').choices(['under_review', 'upheld', 'rejected']).makeOptionMandatory())
  .option('--reasons <text>', 'why; a decision needs them')
  .requiredOption('--by <role>', 'the role that decides')
  .action((id: string, {status, reasons, by, ...options}: TargetOptions & {status: string; reasons?: string; by: string}) =>
    ask(options, `appeals/${id}/review`, {status, by, ...(reasons && {reasons})}),
  );

atTarget(program.command('cases'))
  .description('Lists restrictions and their appeals.')
  .option('--subject <name>', 'of one subject')
  .action(({subject, ...options}: TargetOptions & {subject?: string}) => ask(options, `restrictions${subject ? `?subject=${encodeURIComponent(subject)}` : ''}`));

atTarget(program.command('webhooks'))
  .description('Lists webhook messages that nobody took, or sends one again.')
  .addOption(new Option('--state <state>', 'which').choices(['waiting', 'delivered', 'dead']).default('dead'))
  .option('--replay <id>', 'the message to send again, msg_…')
  .action(({state, replay, ...options}: TargetOptions & {state: string; replay?: string}) =>
    replay ? ask(options, `webhooks/${encodeURIComponent(replay)}/replay`, {}) : ask(options, `webhooks?state=${state}`),
  );

program
  .command('export')
  .description('Writes the log of a site into a tar that `assent verify` takes: records, texts, tiles, checkpoints, keys.')
  .requiredOption('--database <url>', 'sqlite:FILE or postgres://…')
  .requiredOption('--out <file>', 'the tar to write; - for the standard output')
  .option('--config <file>', `sites and their keys (default: ${CONFIG_FILE} where there is one)`)
  .option('--site <id>', 'the site; the one in the config if absent')
  .action(exportTo);

program
  .command('keys')
  .description('Looks after the keys beside a SQLite file.')
  .command('rotate')
  .description('Puts a fresh signing key in front. What the others signed still verifies; servers use it once they are started again.')
  .requiredOption('--database <url>', 'sqlite:FILE')
  .action(rotate);

program
  .command('verify')
  .description('Checks a receipt or an export, offline, and names the first thing that is wrong.')
  .argument('<file>', 'a receipt (JSON) or an export (tar)')
  .option('--keys <file>', 'the public keys that you trust, as /v1/keys gives them; needed for a receipt')
  .option('--against <file>', 'a checkpoint that you have kept: the log must extend it (repeat for more)', collect, [])
  .action(verify);

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === EXIT.ok ? EXIT.ok : EXIT.usage;
  else {
    report(error);
    // A port may be open by now.
    process.exit(EXIT.failed);
  }
}

async function serve({database, host, port, config: file, origin}: ServeOptions): Promise<void> {
  const first = !file && !existsSync(CONFIG_FILE);
  // Listen before anything is written: a port that is taken must leave no new keys behind.
  const listening = await listen(host, port);
  const config = first ? await firstConfig(database, [...origin, listening.address]) : readConfig(file ?? CONFIG_FILE);
  const server = await createAssentServer({...config, database, onError});
  const script = readScriptFiles(new URL('./', import.meta.url));
  listening.answer(logged(script.before(toNodeHandler(server)), log));
  stopOnSignal(listening, () => server.close());
  console.log(`Assent ${version} listens on ${listening.address}/ and keeps its records in ${withoutPassword(database)}`);
  if (first) console.log(firstSteps(listening.address, config.sites[0]!.publishableKey, script.integrity));
}

/** The first signal ends what has begun and then the process; the second ends it at once. */
function stopOnSignal(listening: Listening, close: () => Promise<void>): void {
  let stopping = false;
  const stop = async () => {
    if (stopping) process.exit(EXIT.failed);
    stopping = true;
    log('stopping: finishing what has begun');
    const finished = await listening.stop();
    if (finished) await close();
    log(finished ? 'stopped' : 'stopped; some requests did not end in time');
    process.exit(finished ? EXIT.ok : EXIT.failed);
  };
  process.on('SIGTERM', stop).on('SIGINT', stop);
}

async function publish(paths: string[], options: PublishOptions): Promise<void> {
  const {locale, summary, document, version, effectiveAt, assent, change, audience, declineUntil, renewMonths, dryRun} = options;
  if (locale.length !== paths.length) usage(`${paths.length} files need as many --locale; there are ${locale.length}.`);
  if (summary.length > 0 && summary.length !== paths.length) usage(`${paths.length} files need as many --summary, or none; there are ${summary.length}.`);
  const message: PublicationRequest = {
    document,
    version,
    texts: paths.map((path, at) => ({locale: locale[at]!, source: readText(path), ...formatOf(path)})),
    ...(effectiveAt && {effectiveAt}),
    ...(assent && {assent}),
    ...(change && {change}),
    ...(audience && {audience}),
    ...(declineUntil && {declineUntil}),
    ...(renewMonths !== undefined && {renewMonths}),
    ...(summary.length > 0 && {summary: Object.fromEntries(summary.map((text, at) => [locale[at]!, text]))}),
  };
  const target = await openTarget(options);
  try {
    if (dryRun) return tellPreview(await call<PublicationPreview>(target, `${ROUTES.publications}?dryRun=true`, message, 'asked'));
    const {texts, ...published} = await call<Publication>(target, ROUTES.publications, message, 'texts');
    const when = Date.parse(published.effectiveAt) <= Date.now() ? 'in force since' : 'takes effect at';
    console.log(`${published.document} ${published.version}: ${when} ${published.effectiveAt}`);
    for (const text of texts) console.log(`  ${text.locale}  ${text.hash}  ${text.title}`);
  } finally {
    await target.close();
  }
}

function tellPreview({publication, made, asked, changes}: PublicationPreview): void {
  const {document, version, effectiveAt} = publication;
  if (!made) return console.log(`${document} ${version} is published already; nothing would change.`);
  console.log(`${document} ${version} would take effect at ${effectiveAt}. Nothing was published.`);
  console.log(asked.people > 0 ? `  asks ${asked.people} people who go by an earlier version, by ${asked.by}` : '  asks nobody who goes by an earlier version');
  for (const {locale, from, version: before, clauses} of changes) {
    if (from === undefined) console.log(`  ${locale}  new in this locale`);
    else {
      const kinds = Object.entries(clauses ?? {}).filter(([, anchors]) => anchors.length > 0);
      console.log(`  ${locale}  against ${before}: ${kinds.map(([kind, anchors]) => `${kind} ${anchors.join(', ')}`).join('; ') || 'no clause differs'}`);
    }
  }
}

async function restrict(options: TargetOptions & {[name: string]: unknown; clause: string; scope: string[]}): Promise<void> {
  const {subject, kind, scope, facts, clause, by, until, redress, detected, decided, ...target} = options;
  const [document, ...anchor] = clause.split('#');
  if (anchor.length === 0) usage('--clause reads document#anchor.');
  await ask(target, 'restrictions', {
    subject,
    kind,
    scope,
    facts,
    clause: {document, anchor: anchor.join('#')},
    automated: {detection: Boolean(detected), decision: Boolean(decided)},
    by,
    ...(until !== undefined && {until}),
    ...(redress !== undefined && {redress}),
  });
}

/** Sends an errand to the backend, and prints what it answers. */
async function ask(options: TargetOptions, path: string, message?: unknown): Promise<void> {
  const target = await openTarget(options);
  try {
    console.log(JSON.stringify(await call(target, `${ROUTES.admin}/${path}`, message), null, 2));
  } finally {
    await target.close();
  }
}

/** Gives a command the options that say which backend it is for. */
function atTarget(command: Command): Command {
  return command
    .option('--endpoint <url>', 'a running backend')
    .option('--database <url>', 'or straight into a database')
    .option('--config <file>', `sites and their keys (default: ${CONFIG_FILE} where there is one)`)
    .option('--site <key>', 'publishable key, pk_…; from the config if absent')
    .addOption(new Option('--secret-key <key>', 'secret key, sk_…; from the config if absent').env('ASSENT_SECRET_KEY'));
}

async function exportTo({database, out, config: given, site}: {database: string; out: string; config?: string; site?: string}): Promise<void> {
  const file = given ?? (existsSync(CONFIG_FILE) ? CONFIG_FILE : undefined);
  const {sites, keys, log: options}: Config = file ? readConfig(file) : {sites: []};
  const chosen = site ?? (sites.length === 1 ? sites[0]!.id : usage('Choose a site with --site.'));
  const tar = await exportLog({database, site: chosen, ...(keys && {keys}), ...(options?.origin && {origin: options.origin})});
  await pipeline(tar, out === '-' ? process.stdout : createWriteStream(out, {mode: 0o600}));
}

async function rotate({database}: {database: string}): Promise<void> {
  const file = sqliteFile(database);
  if (file === undefined || file === ':memory:') usage('Only a SQLite file has its keys beside it. Elsewhere, put a key of createKeys() first in the `signing` of your keys.');
  const path = `${file}.keys.json`;
  if (!existsSync(path)) throw new AssentError('invalid_options', `${path} is not there.`, {advice: 'It is made when the server is first started.'});
  const {signing} = await rotateKeyFile(path);
  console.log(`${path} has ${signing.length} signing keys; start the server again, and the new one signs.`);
}

async function verify(path: string, {keys: keysPath, against}: {keys?: string; against: string[]}): Promise<void> {
  if (!existsSync(path)) usage(`${path} is not there.`);
  const keys = keysPath === undefined ? undefined : readKeys(keysPath);
  const checked = await verifyFile(path, {against: against.map(readText), ...(keys && {keys})});
  if (checked.kind === 'keyless receipt') usage('A receipt is checked with keys that you trust: give --keys.');
  const {finding} = checked.verdict;
  if (finding) {
    console.error(`${finding.kind}: ${finding.message}`);
    process.exitCode = EXIT.failed;
  } else console.log(checked.kind === 'export' ? describeExport(checked.verdict) : describeReceipt(checked.verdict));
}

/** Where a publication goes: a backend elsewhere, or one opened here for this one request. */
interface Target {
  endpoint: string;
  site: string;
  secretKey: string;
  fetch: (request: Request) => Promise<Response>;
  close: () => Promise<void>;
}

async function openTarget({endpoint, database, config: given, site, secretKey}: TargetOptions): Promise<Target> {
  if (!endpoint === !database) usage('Say where to: either --endpoint, for a running backend, or --database.');
  const file = given ?? (existsSync(CONFIG_FILE) ? CONFIG_FILE : undefined);
  const {sites, keys}: Config = file ? readConfig(file) : {sites: []};
  const chosen = site ? sites.find(({id, publishableKey}) => site === publishableKey || site === id) : sites[0];
  if (!site && sites.length > 1) usage(`${file} has ${sites.length} sites: choose one with --site.`);
  if (database) {
    if (!chosen) usage('A database needs to know its sites: give --config, and a --site that is in it.');
    // Whoever may open the database needs no key; the backend asks for one, so it gets one for the occasion.
    const own = `sk_${randomKey()}`;
    const server = await createAssentServer({database, sites: [{...chosen, secretKeys: [own]}], keys, onError});
    return {...server, endpoint: 'http://database.invalid/', site: chosen.publishableKey, secretKey: own};
  }
  const publishableKey = chosen?.publishableKey ?? site;
  const key = secretKey ?? chosen?.secretKeys?.find(one => one.startsWith('sk_'));
  if (!publishableKey) usage('Say which site: --site with its publishable key, or --config.');
  if (!key) usage('A secret key is needed: set ASSENT_SECRET_KEY, or give a --config with one in it.');
  return {endpoint: endpoint!, site: publishableKey, secretKey: key, fetch, close: async () => {}};
}

/** Asks the backend. `mark` is a field by which an answer is known to be the one that was asked for. */
async function call<Answer>({endpoint, site, secretKey, fetch}: Target, path: string, message?: unknown, mark?: string): Promise<Answer> {
  const url = new URL(path, endpoint.replace(/\/?$/, '/'));
  url.searchParams.set('site', site);
  const headers = {authorization: `Bearer ${secretKey}`, 'content-type': 'application/json'};
  const response = await fetch(new Request(url, message === undefined ? {headers} : {method: 'POST', headers, body: JSON.stringify(message)})).catch((cause: unknown) => {
    throw new AssentError('unavailable', `Nothing answers at ${endpoint}.`, {advice: 'Start it with `assent serve`, or check --endpoint.', cause});
  });
  const answer: unknown = await response.json().catch(() => undefined);
  if (response.ok && isRecord(answer) && (mark === undefined || mark in answer)) return answer as Answer;
  if (isRecord(answer) && String(answer.type).startsWith('urn:assent:problem:')) {
    const {detail, advice, errors = []} = answer as unknown as Problem;
    const places = errors.map(({path, message}) => `\n  ${path}: ${message}`).join('');
    throw new AssentError('refused', `The backend refused it: ${detail}${places}`, {advice});
  }
  throw new AssentError('unavailable', `${endpoint} answered ${response.status}, and not as an Assent backend does.`, {
    advice: 'Check --endpoint: it is the address under which the backend is mounted.',
  });
}

/** A site for the first run, with keys of its own, in a file that only its owner reads. */
async function firstConfig(database: string, origins: readonly string[]): Promise<Config> {
  const site = {id: 'default', publishableKey: `pk_${randomKey()}`, secretKeys: [`sk_${randomKey()}`], origins: [...new Set(origins)]};
  // SQLite keeps the signing key beside its file; any other database is shared, and so is this config.
  const config: Config = {sites: [site], ...(!database.startsWith('sqlite:') && {keys: await createKeys()})};
  writeFileSync(CONFIG_FILE, JSON.stringify(config, null, 2) + '\n', {mode: 0o600, flag: 'wx'});
  return config;
}

/** Reads `{"sites": […], "keys"?: …, …}`; the server checks what is in them. */
function readConfig(path: string): Config {
  const config = readJson(path, 'Mend it, or move it away: `assent serve` makes a new one.');
  if (!isRecord(config) || !Array.isArray(config.sites) || !config.sites.every(isRecord)) {
    throw new AssentError('invalid_options', `${path} has no sites.`, {advice: 'It reads {"sites": [{"id": …, "publishableKey": …, "origins": […]}]}.'});
  }
  const stray = Object.keys(config).find(key => !CONFIG_KEYS.includes(key));
  if (stray) throw new AssentError('invalid_options', `${path} has "${stray}", which means nothing here.`, {advice: 'It reads {"sites": […], "keys"?: …, "log"?: …, "limits"?: …, "metrics"?: …}; the rest are options of the command.'});
  return config as unknown as Config;
}

function readKeys(path: string): KeySet {
  return parseKeySet(readText(path)) ?? usage(`${path} is not a set of keys, as /v1/keys gives it.`);
}

function readJson(path: string, advice = 'Mend it.'): unknown {
  const text = readText(path);
  try {
    return JSON.parse(text);
  } catch {
    throw new AssentError('invalid_options', `${path} is not JSON.`, {advice});
  }
}

function readText(path: string): string {
  try {
    return new TextDecoder('utf-8', {fatal: true}).decode(readFileSync(path));
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new AssentError('invalid_options', `${path} ${missing ? 'is not there' : `cannot be read as UTF-8: ${(error as Error).message}`}.`, {
      advice: missing ? 'Check the path.' : 'Save it as UTF-8.',
    });
  }
}

function formatOf(path: string): {format?: 'markdown' | 'text'} {
  if (/\.(md|markdown)$/i.test(path)) return {format: 'markdown'};
  return /\.txt$/i.test(path) ? {format: 'text'} : {};
}

function log(line: string): void {
  console.error(`${new Date().toISOString()} ${line}`);
}

function firstSteps(address: string, publishableKey: string, integrity: string | undefined): string {
  const checked = integrity ? `\n    integrity="${integrity}" crossorigin="anonymous"` : '';
  return `
Made ${CONFIG_FILE} with a site and its keys. It holds a secret: only you can read it; keep it so.
Your pages may call from the "origins" in it: add yours, and start again.

Publish terms:
  assent publish terms.md --document terms-of-service --version 1 --locale en --endpoint ${address}/

Put this on your pages:
  <script async src="${address}/assent.js"${checked}
    data-endpoint="${address}/" data-site="${publishableKey}" data-documents="terms-of-service"></script>`;
}

function onError(error: unknown, {method, path}: {method: string; path: string}): void {
  log(`${method} ${routeOf(path)} broke: ${error instanceof Error ? error.stack : error}`);
}

function report(error: unknown): void {
  if (isAssentError(error)) console.error(`assent: ${error.message}${error.advice && `\n  ${error.advice}`}`);
  else console.error('assent:', error instanceof Error ? error.message : error);
}

function usage(message: string): never {
  return program.error(`error: ${message}`, {exitCode: EXIT.usage});
}

function port(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number > 65_535) throw new InvalidArgumentError('A port is a number from 0 to 65535.');
  return number;
}

function instant(text: string): string {
  const time = new Date(text);
  if (!/^\d{4}-\d\d-\d\d/.test(text) || Number.isNaN(time.getTime())) throw new InvalidArgumentError('A time reads 2027-01-01T00:00:00Z.');
  if (!/(Z|[+-]\d\d:?\d\d)$/.test(text)) throw new InvalidArgumentError('A time needs its zone: Z, or an offset such as +08:00.');
  return time.toISOString();
}

function collect(value: string, before: string[]): string[] {
  return [...before, value];
}

function randomKey(): string {
  return randomBytes(24).toString('base64url');
}

function withoutPassword(database: string): string {
  return database.replace(/\/\/[^@/]*@/, '//');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
