import {open} from 'node:fs/promises';

const OWNER_ONLY = 0o600;

/**
 * Makes an empty file that only its owner may read, where there is none yet. What SQLite puts beside a database takes
 * over its mode. Never rejects: whoever opens the file next says what is wrong with the place.
 */
export async function makeOwnFile(path: string): Promise<void> {
  try {
    await (await open(path, 'a', OWNER_ONLY)).close();
  } catch {
    // Read only, perhaps; a database may be there all the same.
  }
}
