import {accessSync, constants, statSync} from 'node:fs';
import type {Command} from 'commander';
import {parseCheckpoint} from '../protocol/checkpoint.js';
import {isAssentError} from '../protocol/errors.js';
import type {KeySet} from '../protocol/jws.js';
import {parseNote} from '../protocol/signed-note.js';
import {anchoredNotes} from '../server/anchors/file-anchor.js';
import {describeExport, describeReceipt, describeReceipts} from '../server/evidence/describe-verdict.js';
import {parseKeySet, verifyFile} from '../server/evidence/verify-file.js';
import {collect} from './arguments.js';
import {readText} from './files.js';
import {EXIT, usage} from './usage.js';

/** `assent verify`. */
export function addVerify(program: Command): void {
  program
    .command('verify')
    .description('Checks a receipt or an export, offline, and names the first thing that is wrong.')
    .argument('<file>', 'a receipt (JSON, or the .jws that a person saved), what `assent search` printed, or an export (tar)')
    .option('--keys <file>', 'the public keys that you trust, as /v1/keys gives them; needed for a receipt')
    .option('--against <file>', 'a checkpoint that you have kept, or the file of an anchor: the log must extend it (repeat for more)', collect, [])
    .action(verify);
}

async function verify(path: string, {keys: keysPath, against}: {keys?: string; against: string[]}): Promise<void> {
  const found = statSync(path, {throwIfNoEntry: false});
  if (!found || found.isDirectory()) usage(`${path} is ${found ? 'a folder' : 'not there'}.`);
  assertReadable(path);
  const keys = keysPath === undefined ? undefined : readKeys(keysPath);
  const checked = await verifyFile(path, {against: against.flatMap(readCheckpoints), ...(keys && {keys})});
  if (checked.kind === 'keyless receipt') usage('A receipt is checked with keys that you trust: give --keys.');
  if (checked.kind === 'receipt against') usage('A receipt alone tells nothing of a checkpoint: --against is for an export.');
  const {finding} = checked.verdict;
  if (finding) {
    console.error(`${finding.kind}: ${finding.message}`);
    process.exitCode = EXIT.failed;
  } else if (checked.kind === 'export') console.log(describeExport(checked.verdict));
  else console.log(checked.kind === 'receipts' ? describeReceipts(checked.verdict) : describeReceipt(checked.verdict));
}

function readKeys(path: string): KeySet {
  return parseKeySet(read(path)) ?? usage(`${path} is not a set of keys, as /v1/keys gives it.`);
}

function readCheckpoints(path: string): string[] {
  const text = read(path);
  const notes = isCheckpoint(text) ? [text] : anchoredNotes(text);
  return notes.length > 0 && notes.every(isCheckpoint) ? notes : usage(`${path} is neither a checkpoint, as /v1/log/SITE/checkpoint gives it, nor those that an anchor has written.`);
}

function isCheckpoint(note: string): boolean {
  return parseCheckpoint(parseNote(note)?.text ?? '') !== undefined;
}

/** What cannot be read says nothing of the evidence: it must not end as if that were bad. */
function read(path: string): string {
  try {
    return readText(path);
  } catch (error) {
    return usage(isAssentError(error) ? error.message : String(error));
  }
}

function assertReadable(path: string): void {
  try {
    accessSync(path, constants.R_OK);
  } catch {
    usage(`${path} may not be read.`);
  }
}
