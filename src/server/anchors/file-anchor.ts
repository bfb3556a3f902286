import {mkdir, open} from 'node:fs/promises';
import {join} from 'node:path';
import type {Anchor} from './anchor.js';

/** More than the longest line: a note is a few hundred bytes. */
const TAIL_BYTES = 64 * 1024;

/** One file a site, one JSON line a checkpoint, synced before it counts. */
export class FileAnchor implements Anchor {
  readonly name: string;
  readonly #folder: string;

  constructor(folder: string) {
    this.name = `file:${folder}`;
    this.#folder = folder;
  }

  async put(site: string, note: string): Promise<undefined> {
    await mkdir(this.#folder, {recursive: true});
    const file = await open(this.#path(site), 'a', 0o644);
    try {
      // A line that a crash left half-written ends here, and is skipped when it is read.
      const begun = (await file.stat()).size > 0 && !(await endsLine(this.#path(site)));
      await file.appendFile(`${begun ? '\n' : ''}${JSON.stringify({note})}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
  }

  async last(site: string): Promise<string | undefined> {
    const lines = (await tail(this.#path(site))).split('\n');
    for (const line of lines.reverse()) {
      const note = noteOf(line);
      if (note !== undefined) return note;
    }
    return undefined;
  }

  #path(site: string): string {
    return join(this.#folder, `${site}.checkpoints`);
  }
}

/** The checkpoints in what an anchor has written, oldest first, without what a crash left half-written. */
export function anchoredNotes(text: string): string[] {
  return text.split('\n').flatMap(line => noteOf(line) ?? []);
}

async function endsLine(path: string): Promise<boolean> {
  return (await tail(path)).endsWith('\n');
}

async function tail(path: string): Promise<string> {
  let file;
  try {
    file = await open(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
  try {
    const {size} = await file.stat();
    const {buffer, bytesRead} = await file.read(Buffer.alloc(Math.min(size, TAIL_BYTES)), 0, undefined, Math.max(0, size - TAIL_BYTES));
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

function noteOf(line: string): string | undefined {
  try {
    const {note} = JSON.parse(line) as {note?: unknown};
    return typeof note === 'string' ? note : undefined;
  } catch {
    return undefined;
  }
}
