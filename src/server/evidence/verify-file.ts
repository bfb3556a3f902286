import {createReadStream} from 'node:fs';
import {open, readFile} from 'node:fs/promises';
import {Readable} from 'node:stream';
import * as v from 'valibot';
import {KeySetSchema, type KeySet} from '../../protocol/jws.js';
import {unpack} from './archive.js';
import {verifyExport, type Verdict} from './verify-export.js';
import {verifyReceiptFile, type ReceiptVerdict} from './verify-receipt-file.js';

const READ_BYTES = 1 << 20;

/** What a file turned out to be, and whether it is good. */
export type FileVerdict = {kind: 'receipt'; verdict: ReceiptVerdict} | {kind: 'export'; verdict: Verdict} | {kind: 'keyless receipt'};

/** Checks a receipt (JSON) or an export (tar), told apart by their first byte. A receipt needs keys. */
export async function verifyFile(path: string, {keys, against}: {keys?: KeySet; against: readonly string[]}): Promise<FileVerdict> {
  if (await isJson(path)) {
    if (!keys) return {kind: 'keyless receipt'};
    return {kind: 'receipt', verdict: await verifyReceiptFile(await readFile(path, 'utf8'), keys)};
  }
  const tar = Readable.toWeb(createReadStream(path, {highWaterMark: READ_BYTES})) as ReadableStream<Uint8Array>;
  return {kind: 'export', verdict: await verifyExport(unpack(tar), {...(keys && {keys}), against})};
}

/** Reads the answer of `GET /v1/keys`; undefined where it is not one. */
export function parseKeySet(text: string): KeySet | undefined {
  const keys = v.safeParse(v.pipe(v.string(), v.parseJson(), KeySetSchema), text);
  return keys.success ? keys.output : undefined;
}

async function isJson(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const {buffer, bytesRead} = await file.read(Buffer.alloc(64), 0, 64, 0);
    return buffer.toString('utf8', 0, bytesRead).trimStart().startsWith('{');
  } finally {
    await file.close();
  }
}
