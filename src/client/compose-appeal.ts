import * as v from 'valibot';
import {attachmentWrites} from '../outbox/attachment-box.js';
import {AppealSchema, MAX_ATTACHMENTS, type AttachmentRef} from '../protocol/appeal.js';
import {AssentError} from '../protocol/errors.js';
import {hashBytes} from '../protocol/hash.js';
import {MAX_RECORD_BYTES} from '../protocol/record.js';
import type {RecordBody} from '../protocol/record-body.js';
import type {RestrictionView, Standing} from '../protocol/standing.js';
import type {AppealOptions} from './assent.js';
import {readAttachment} from './attachment-check.js';
import type {Draft} from './compose-record.js';

const MAX_NAME = 100;

interface Ground {
  answer: Standing;
  restriction: RestrictionView;
  id: string;
  /** By the device's clock, ms since 1970. */
  atMs: number;
  /** The device's own name for who appeals. */
  person: string;
}

/** Writes an appeal down, with its attachments to be kept beside it. Throws what `Assent.appeal` throws. */
export async function composeAppeal({answer, restriction, id, atMs, person}: Ground, options: AppealOptions): Promise<Draft> {
  const {statement, proof = [], attachments: files = [], shown, made} = options;
  if (files.length > MAX_ATTACHMENTS) throw invalid(`An appeal has ${MAX_ATTACHMENTS} attachments at most.`);
  const attachments = await Promise.all(files.map(attachmentOf));
  const appeal = {
    restriction: restriction.id,
    statement: statement.trim(),
    ...(proof.length > 0 && {proof: [...proof]}),
    attachments: attachments.map(({ref}) => ref),
  };
  const parsed = v.safeParse(AppealSchema, appeal);
  if (!parsed.success) {
    const [{path, message}] = parsed.issues;
    throw invalid(`The appeal is not valid at ${path?.map(({key}) => key).join('.')}: ${message}`);
  }
  const at = new Date(atMs).toISOString();
  const {document} = restriction;
  const body: RecordBody = {
    v: 1,
    id,
    type: 'appeal',
    site: answer.site,
    subject: answer.subject,
    document,
    presentation: answer.presentation,
    ...(shown && {shown}),
    appeal,
    made: made ?? {by: 'api', trusted: false},
    at,
  };
  const text = JSON.stringify(body);
  if (new TextEncoder().encode(text).length > MAX_RECORD_BYTES) throw invalid(`The record is longer than ${MAX_RECORD_BYTES} bytes.`);
  return {id, type: 'appeal', text, document, at, beside: attachmentWrites({record: id, person}, attachments)};
}

async function attachmentOf(file: Blob & {name?: string}): Promise<{ref: AttachmentRef; bytes: Uint8Array<ArrayBuffer>}> {
  const {bytes, type} = await readAttachment(file);
  return {ref: {hash: await hashBytes(bytes), type, bytes: bytes.length, name: file.name?.slice(0, MAX_NAME) || type}, bytes};
}

function invalid(message: string): AssentError {
  return new AssentError('invalid_message', message, {advice: 'See AppealOptions.'});
}
