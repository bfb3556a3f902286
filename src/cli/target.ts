import {Option, type Command} from 'commander';
import {AssentError} from '../protocol/errors.js';
import type {Problem} from '../protocol/problem.js';
import {ROUTES} from '../protocol/routes.js';
import {createAssentServer} from '../server/create-server.js';
import {address} from './arguments.js';
import {CONFIG_FILE, givenConfig, randomKey} from './config.js';
import {isRecord, writeText} from './files.js';
import {onError} from './output.js';
import {usage} from './usage.js';

/** Which backend a command is for. */
export interface TargetOptions {
  endpoint?: string;
  database?: string;
  config?: string;
  site?: string;
  secretKey?: string;
}

/** A backend elsewhere, or one opened here for one errand. */
interface Target {
  endpoint: string;
  site: string;
  secretKey: string;
  fetch: (request: Request) => Promise<Response>;
  close: () => Promise<void>;
}

/** Gives a command the options that say which backend it is for. */
export function atTarget(command: Command): Command {
  return command
    .option('--endpoint <url>', 'a running backend', address)
    .option('--database <url>', 'or straight into a database')
    .option('--config <file>', `sites and their keys (default: ${CONFIG_FILE} where there is one)`)
    .option('--site <key>', 'publishable key, pk_…; from the config if absent')
    .addOption(new Option('--secret-key <key>', 'secret key, sk_…; from the config if absent').env('ASSENT_SECRET_KEY'));
}

/** Sends an errand to the backend, and prints what it answers. */
export async function ask(options: TargetOptions, path: string, message?: unknown): Promise<void> {
  const target = await openTarget(options);
  try {
    print(await call(target, `${ROUTES.admin}/${path}`, message));
  } finally {
    await target.close();
  }
}

/** Prints an answer as it came. */
export function print(answer: unknown): void {
  console.log(JSON.stringify(answer, null, 2));
}

/** The same for a page or a file, which goes to `out`. Gives the language that the backend says it is in. */
export async function save(options: TargetOptions, path: string, out: string): Promise<string | undefined> {
  const target = await openTarget(options);
  try {
    const {text, language} = await callText(target, `${ROUTES.admin}/${path}`);
    writeText(out, text);
    return language;
  } finally {
    await target.close();
  }
}

/** Opens what the options name; close it after use. */
export async function openTarget({endpoint, database, config: given, site, secretKey}: TargetOptions): Promise<Target> {
  if (!endpoint === !database) usage('Say where to: either --endpoint, for a running backend, or --database.');
  const {file, config} = givenConfig(given);
  const {sites, keys} = config;
  const chosen = site ? sites.find(({id, publishableKey}) => site === publishableKey || site === id) : sites[0];
  if (!site && sites.length > 1) usage(`${file} has ${sites.length} sites: choose one with --site.`);
  if (database) {
    if (!chosen) usage('A database needs to know its sites: give --config, and a --site that is in it.');
    // Whoever may open the database needs no key; the backend asks for one, so it gets one for the occasion.
    const own = `sk_${randomKey()}`;
    // All the rest is as the server has it: what falls due meanwhile, and the log, are not of this one site only.
    const server = await createAssentServer({
      database,
      ...(keys && {keys}),
      ...(config.log && {log: config.log}),
      sites: sites.map(one => (one === chosen ? {...one, secretKeys: [own]} : one)),
      limits: false,
      onError,
    });
    return {...server, endpoint: 'http://database.invalid/', site: chosen.publishableKey, secretKey: own};
  }
  const publishableKey = chosen?.publishableKey ?? site;
  const key = secretKey ?? chosen?.secretKeys?.find(one => one.startsWith('sk_'));
  if (!publishableKey) usage('Say which site: --site with its publishable key, or --config.');
  if (!key && site && !chosen && sites.length > 0) usage(`${file} has no site ${site}: name one that is in it, or give a --secret-key too.`);
  if (!key) usage('A secret key is needed: set ASSENT_SECRET_KEY, or give a --config with one in it.');
  if (!key.startsWith('sk_')) usage('A secret key reads sk_…; what is given as one does not.');
  return {endpoint: endpoint!, site: publishableKey, secretKey: key, fetch, close: async () => {}};
}

/** Asks the backend. `mark` is a field by which an answer is known to be the one that was asked for. */
export async function call<Answer>(target: Target, path: string, message?: unknown, mark?: string): Promise<Answer> {
  const response = await send(target, path, message);
  const answer: unknown = await response.json().catch(() => undefined);
  if (response.ok && isRecord(answer) && (mark === undefined || mark in answer)) return answer as Answer;
  throw refusal(target, response.status, answer);
}

/** Asks the backend for a page or a file. */
async function callText(target: Target, path: string): Promise<{text: string; language: string | undefined}> {
  const response = await send(target, path);
  const text = await response.text();
  if (response.ok) return {text, language: response.headers.get('content-language') ?? undefined};
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    // Not one of our problems, then.
  }
  throw refusal(target, response.status, answer);
}

function send({endpoint, site, secretKey, fetch}: Target, path: string, message?: unknown): Promise<Response> {
  const url = new URL(path, endpoint.replace(/\/?$/, '/'));
  url.searchParams.set('site', site);
  const headers = {authorization: `Bearer ${secretKey}`, 'content-type': 'application/json'};
  return fetch(new Request(url, message === undefined ? {headers} : {method: 'POST', headers, body: JSON.stringify(message)})).catch((cause: unknown) => {
    throw new AssentError('unavailable', `Nothing answers at ${endpoint}.`, {advice: 'Start it with `assent serve`, or check --endpoint.', cause});
  });
}

function refusal({endpoint}: Target, status: number, answer: unknown): AssentError {
  if (isRecord(answer) && String(answer.type).startsWith('urn:assent:problem:')) {
    const {detail, advice, errors = []} = answer as unknown as Problem;
    const places = errors.map(({path, message}) => `\n  ${path && `${path}: `}${message}`).join('');
    return new AssentError('refused', `The backend refused it: ${detail}${places}`, {advice});
  }
  return new AssentError('unavailable', `${endpoint} answered ${status}, and not as an Assent backend does.`, {
    advice: 'Check --endpoint: it is the address under which the backend is mounted.',
  });
}
