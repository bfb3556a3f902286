import {AssentError} from '../../protocol/errors.js';
import {sqliteFile, type Database} from '../database/database.js';
import {createKeys, importKeys, type OpenKeys, type ServerKeys} from './server-keys.js';

export interface KeyPlace {
  /** As the server was given it. */
  database: string | Database;
  /** The same, open and up to date. */
  open: Database;
  /** The ids of its sites. */
  sites: readonly string[];
}

/**
 * The keys of an installation: those that were given, else those beside its SQLite file, made at the first start. Throws
 * `invalid_options` where a database that has records lacks the keys that signed them: with others nobody is found
 * again, and what people hold verifies no more.
 */
export async function openKeys(given: ServerKeys | undefined, {database, open, sites}: KeyPlace): Promise<OpenKeys> {
  const kids = (await Promise.all(sites.map(site => kidsOf(open, site)))).flat();
  const keys = await importKeys(given ?? (await defaultKeys(database, {mayMake: kids.length === 0})));
  const known = keys.signer.publicKeys.map(({kid}) => kid);
  if (kids.length > 0 && !kids.some(kid => known.includes(kid))) {
    throw new AssentError('invalid_options', 'The database has records, and none of the keys has signed them.', {
      advice: 'Give it its own keys, from a backup where need be; fresh ones go before those, with the old `lookupSecret`.',
    });
  }
  return keys;
}

/** Throws `invalid_options` where there are no keys and none can be made: before the database is asked for anything. */
export function assertKeys(given: ServerKeys | undefined, database: string | Database): void {
  if (given !== undefined || (typeof database === 'string' && sqliteFile(database) !== undefined)) return;
  throw new AssentError('invalid_options', 'This database needs `keys`: several processes share it, and all must sign with the same.', {
    advice: 'Make them once with createKeys(), keep them as a secret, and pass them as `keys`.',
  });
}

async function defaultKeys(database: string | Database, {mayMake}: {mayMake: boolean}): Promise<ServerKeys> {
  assertKeys(undefined, database);
  const file = sqliteFile(String(database))!;
  if (file === ':memory:') return createKeys();
  const {keysFromFile} = await import('./key-file.js');
  return keysFromFile(`${file}.keys.json`, {mayMake});
}

/**
 * Which keys signed the records of a site: of the first and the last in its log, or of one that has no place yet. Two
 * will do: of keys that follow each other the oldest may have been dropped, or the newest be another process's.
 */
async function kidsOf(database: Database, site: string): Promise<string[]> {
  const at = async (place: string) => {
    const sql = `SELECT r.kid FROM (SELECT subject, seq FROM ${place} LIMIT 1) p JOIN assent_records r ON r.site = $1 AND r.subject = p.subject AND r.seq = p.seq`;
    return (await database.query<{kid: string}>(sql, [site])).map(({kid}) => kid);
  };
  const logged = 'assent_leaves WHERE site = $1 ORDER BY place';
  return [...(await at(`${logged} ASC`)), ...(await at(`${logged} DESC`)), ...(await at('assent_unlogged WHERE site = $1'))];
}
