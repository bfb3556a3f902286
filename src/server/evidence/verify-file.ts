import {createReadStream} from 'node:fs';
import {open, readFile} from 'node:fs/promises';
import {Readable} from 'node:stream';
import * as v from 'valibot';
import {KeySetSchema, type KeySet} from '../../protocol/jws.js';
import {unpack} from './archive.js';
import {verifyExport, type Verdict} from './verify-export.js';
import {verifyReceiptFile, verifyReceiptList, type ReceiptVerdict, type ReceiptsVerdict} from './verify-receipt-file.js';

const READ_BYTES = 1 << 20;
/** How a file begins that gzip made (RFC 1952 §2.3.1). */
const GZIP = Buffer.of(0x1f, 0x8b);
/** How receipts begin: as JSON, or one by itself, the line that a person saved (`{"` of its header, in base64url). */
const RECEIPT = /^\s*(?:[{[]|eyJ)/;

/** What a file turned out to be, and whether it is good. */
export type FileVerdict = {kind: 'receipt'; verdict: ReceiptVerdict} | {kind: 'receipts'; verdict: ReceiptsVerdict} | {kind: 'export'; verdict: Verdict} | {kind: 'keyless receipt'} | {kind: 'receipt against'};

/** Checks a receipt (JSON, or the bare JWS), what `assent search` prints (or a list of receipts), or an export (tar, as it is or by gzip), told apart by their first bytes. A receipt needs keys. */
export async function verifyFile(path: string, {keys, against}: {keys?: KeySet; against: readonly string[]}): Promise<FileVerdict> {
  const begins = await firstBytes(path);
  if (RECEIPT.test(begins.toString())) {
    if (!keys) return {kind: 'keyless receipt'};
    if (against.length > 0) return {kind: 'receipt against'};
    const text = await readFile(path, 'utf8');
    const list = await verifyReceiptList(text, keys);
    return list ? {kind: 'receipts', verdict: list} : {kind: 'receipt', verdict: await verifyReceiptFile(text, keys)};
  }
  const file = Readable.toWeb(createReadStream(path, {highWaterMark: READ_BYTES})) as ReadableStream<Uint8Array<ArrayBuffer>>;
  const tar = begins.subarray(0, GZIP.length).equals(GZIP) ? file.pipeThrough(new DecompressionStream('gzip')) : file;
  return {kind: 'export', verdict: await verifyExport(unpack(tar), {...(keys && {keys}), against})};
}

/** Reads the answer of `GET /v1/keys`; undefined where it is not one. */
export function parseKeySet(text: string): KeySet | undefined {
  const keys = v.safeParse(v.pipe(v.string(), v.parseJson(), KeySetSchema), text);
  return keys.success ? keys.output : undefined;
}

async function firstBytes(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const {buffer, bytesRead} = await file.read(Buffer.alloc(64), 0, 64, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
