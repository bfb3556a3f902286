import {existsSync} from 'node:fs';
import type {Command} from 'commander';
import {AssentError} from '../protocol/errors.js';
import {sqliteFile} from '../server/database/database.js';
import {rotateKeyFile} from '../server/keys/key-file.js';
import {usage} from './usage.js';

/** `assent keys`. */
export function addKeys(program: Command): void {
  program
    .command('keys')
    .description('Looks after the keys beside a SQLite file.')
    .command('rotate')
    .description('Puts a fresh signing key in front. What the others signed still verifies; servers use it once they are started again.')
    .requiredOption('--database <url>', 'sqlite:FILE')
    .action(rotate);
}

async function rotate({database}: {database: string}): Promise<void> {
  const file = sqliteFile(database);
  if (file === undefined || file === ':memory:') usage('Only a SQLite file has its keys beside it. Elsewhere, put a key of createKeys() first in the `signing` of your keys.');
  const path = `${file}.keys.json`;
  if (!existsSync(path)) throw new AssentError('invalid_options', `${path} is not there.`, {advice: 'It is made when the server is first started.'});
  const {signing} = await rotateKeyFile(path);
  console.log(`${path} has ${signing.length} signing keys; start the server again, and the new one signs.`);
}
