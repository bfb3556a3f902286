import * as v from 'valibot';
import type {Item} from '../outbox/item.js';
import type {Writes} from '../outbox/store.js';
import {AssentError} from '../protocol/errors.js';
import {DoneSchema, MAX_RECORD_BYTES, type RecordType} from '../protocol/record.js';
import type {RecordBody} from '../protocol/record-body.js';
import type {Offered} from './agreement-book.js';
import type {ActOptions} from './assent.js';

/** What a `notice`, a `continue` or a `link` quotes besides. */
export type Quoted = Pick<RecordBody, 'notice' | 'use' | 'link'>;

export interface Composition extends Pick<ActOptions, 'choices' | 'shown' | 'made'>, Quoted, Offered {
  id: string;
  type: RecordType;
  document: string;
  /** By the device's clock, ms since 1970. */
  atMs: number;
}

/** A record's bytes, made here and never again, with what the outbox keeps beside them. */
export type Draft = Pick<Item, 'id' | 'text' | 'type' | 'document' | 'choices' | 'at' | 'linked'> & {
  /** What has to be on the disk with it. */
  beside?: Writes;
};

/** Writes a record down. Throws `invalid_message` for one that the backend would refuse for its form. */
export function composeRecord({id, type, document, offer, answer, atMs, choices, shown, made, notice, use, link}: Composition): Draft {
  const {version, text} = offer;
  const done = {...(shown && {shown}), ...(choices && {choices}), made: made ?? {by: 'api', trusted: false} as const};
  const body: RecordBody = {
    v: 1,
    id,
    type,
    site: answer.site,
    subject: answer.subject,
    document: {id: document, version, locale: text.locale, hash: text.hash},
    presentation: answer.presentation,
    ...done,
    ...(notice && {notice}),
    ...(use && {use}),
    ...(link && {link}),
    at: new Date(atMs).toISOString(),
  };
  const parsed = v.safeParse(DoneSchema, done);
  const written = JSON.stringify(body);
  if (!parsed.success || new TextEncoder().encode(written).length > MAX_RECORD_BYTES) {
    const issue = parsed.issues?.[0];
    throw new AssentError(
      'invalid_message',
      issue ? `The record is not valid at ${issue.path?.map(({key}) => key).join('.')}: ${issue.message}` : `The record is longer than ${MAX_RECORD_BYTES} bytes.`,
      {advice: 'See the options of the call.'},
    );
  }
  return {id, type, text: written, document: body.document, at: body.at, ...(choices && {choices})};
}
