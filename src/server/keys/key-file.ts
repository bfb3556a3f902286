import {link, mkdir, open, readFile, rename, chmod, stat, unlink} from 'node:fs/promises';
import {dirname} from 'node:path';
import * as v from 'valibot';
import {AssentError} from '../../protocol/errors.js';
import {createKeys, rotateKeys, ServerKeysSchema, type ServerKeys} from './server-keys.js';

const OWNER_ONLY = 0o600;

/**
 * The keys in a file, made at the first start: whole or not at all, readable by their owner only. Two
 * processes that start at once get the same ones. Throws `invalid_options` where they are gone and may not be made.
 */
export async function keysFromFile(path: string, {mayMake = true}: {mayMake?: boolean} = {}): Promise<ServerKeys> {
  try {
    return await read(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  if (!mayMake) {
    throw new AssentError('invalid_options', `The keys ${path} are not there, and the database has records that they have signed.`, {
      advice: 'Put them back from a backup: without them nobody is found again, and no receipt verifies.',
    });
  }
  await make(path);
  return read(path);
}

/**
 * Puts a fresh signing key into a file of keys, whole or not at all. Servers sign with it from their next start on.
 * Throws `invalid_options` while another process does the same: one of two keys would be lost, and with it what it signed.
 */
export async function rotateKeyFile(path: string): Promise<ServerKeys> {
  const claim = `${path}.rotating`;
  try {
    await (await open(claim, 'wx', OWNER_ONLY)).close();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw unwritable(path, error);
    throw new AssentError('invalid_options', `${claim} is there: the keys are being rotated already, or that was cut off.`, {
      advice: 'Where nothing rotates them, delete that file; the keys are as they were.',
    });
  }
  try {
    const keys = await rotateKeys(await read(path));
    await rename(await write(path, keys), path);
    return keys;
  } finally {
    await unlink(claim);
  }
}

async function make(path: string): Promise<void> {
  await mkdir(dirname(path), {recursive: true});
  const draft = await write(path, await createKeys());
  try {
    // A hard link fails where the name is taken, so the first process wins and nobody reads half a file.
    await link(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await unlink(draft);
  }
}

/** Writes keys into a file beside the one that they are for, synced, and says which. */
async function write(path: string, keys: ServerKeys): Promise<string> {
  const draft = `${path}.${crypto.randomUUID()}`;
  try {
    const file = await open(draft, 'wx', OWNER_ONLY);
    try {
      await file.writeFile(JSON.stringify(keys, null, 2) + '\n');
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    // Half of a key is nobody's, and must not lie about.
    await unlink(draft).catch(() => {});
    throw unwritable(path, error);
  }
  return draft;
}

function unwritable(path: string, cause: unknown): AssentError {
  return new AssentError('invalid_options', `The keys ${path} cannot be written (${(cause as NodeJS.ErrnoException).code}).`, {
    advice: 'Check who may write to its folder, and the room on its disk. What was there before is as it was.',
    cause,
  });
}

async function read(path: string): Promise<ServerKeys> {
  const text = await readFile(path, 'utf8');
  const {mode} = await stat(path);
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    await chmod(path, OWNER_ONLY);
    process.emitWarning(`${path} could be read by others; it is now readable by its owner only. Consider new keys.`);
  }
  const wrong = (what: string, cause?: unknown) =>
    new AssentError('invalid_options', `The key file ${path} is not ${what}.`, {advice: 'Put it back from a backup: receipts and subjects hang on it.', cause});
  let keys: unknown;
  try {
    keys = JSON.parse(text);
  } catch (error) {
    throw wrong('JSON', error);
  }
  if (!v.is(ServerKeysSchema, keys)) throw wrong('{signing: [private JWK of Ed25519 or P-256, …], lookupSecret}');
  return keys;
}
