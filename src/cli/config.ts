import {randomBytes} from 'node:crypto';
import {existsSync} from 'node:fs';
import {AssentError} from '../protocol/errors.js';
import type {AssentServerOptions} from '../server/create-server.js';
import {createKeys} from '../server/keys/server-keys.js';
import {isRecord, readJson, writeText} from './files.js';

export const CONFIG_FILE = 'assent.json';
const CONFIG_KEYS = ['sites', 'keys', 'log', 'limits', 'metrics'];

/** What `assent.json` holds: the tenants, and what signs where there is no file beside the database to keep it in. */
export type Config = Pick<AssentServerOptions, 'sites' | 'keys' | 'log' | 'limits' | 'metrics'>;

/** The config that is given, or the one that lies here; without either, no sites. */
export function givenConfig(given: string | undefined): {file: string | undefined; config: Config} {
  const file = given ?? (existsSync(CONFIG_FILE) ? CONFIG_FILE : undefined);
  return {file, config: file ? readConfig(file) : {sites: []}};
}

/** A site for the first run, with keys of its own. */
export async function firstConfig(database: string, origins: readonly string[]): Promise<Config> {
  const site = {id: 'default', publishableKey: `pk_${randomKey()}`, secretKeys: [`sk_${randomKey()}`], origins: [...new Set(origins)]};
  // SQLite keeps the signing key beside its file; any other database is shared, and so is this config.
  return {sites: [site], ...(!database.startsWith('sqlite:') && {keys: await createKeys()})};
}

/** Keeps the config of the first run in a file that only its owner reads. */
export function keepConfig(config: Config): void {
  writeText(CONFIG_FILE, JSON.stringify(config, null, 2) + '\n', {flag: 'wx'});
}

/** Reads `{"sites": […], "keys"?: …, …}`; the server checks what is in them. */
export function readConfig(path: string): Config {
  const config = readJson(path, 'Mend it, or move it away: `assent serve` makes a new one.');
  if (!isRecord(config) || !Array.isArray(config.sites) || !config.sites.every(isRecord)) {
    throw new AssentError('invalid_options', `${path} has no sites.`, {advice: 'It reads {"sites": [{"id": …, "publishableKey": …, "origins": […]}]}.'});
  }
  const stray = Object.keys(config).find(key => !CONFIG_KEYS.includes(key));
  if (stray) throw new AssentError('invalid_options', `${path} has "${stray}", which means nothing here.`, {advice: 'It reads {"sites": […], "keys"?: …, "log"?: …, "limits"?: …, "metrics"?: …}; the rest are options of the command.'});
  return config as unknown as Config;
}

/** A key of 192 random bits. */
export function randomKey(): string {
  return randomBytes(24).toString('base64url');
}
