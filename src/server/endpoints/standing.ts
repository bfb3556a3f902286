import {MAX_ATTACHMENT_BYTES} from '../../protocol/appeal.js';
import {hashBytes} from '../../protocol/hash.js';
import type {SiteContext} from '../context.js';
import {readBytes} from '../http/request-body.js';
import {Refusal} from '../refusal.js';
import {attachmentType} from '../standing/attachment-content.js';
import {restrictionsOf, standingOf} from '../standing/standing.js';
import {subjectOf} from '../subjects/caller.js';

/** Most bytes that are kept for one subject: a few appeals with all they may bring. */
const MAX_KEPT_BYTES = 10 * MAX_ATTACHMENT_BYTES;
const HEADERS = {'cache-control': 'private, no-store'};

/** `GET /v1/standing`: restrictions on the subject, their reasons, and what became of appeals. */
export async function getStanding({caller, services, site}: SiteContext): Promise<Response> {
  const subject = await services.subjects.findOrMake(site.id, subjectOf(caller), services.now());
  return Response.json(await standingOf({services, site}, subject), {headers: HEADERS});
}

/**
 * `POST /v1/attachments`: takes the bytes of one attachment of an appeal. With `record`, those that the appeal of
 * that id quotes by their hash: whoever brings them needs no token, as a device whose person has signed out.
 */
export async function postAttachment(context: SiteContext): Promise<Response> {
  const {request, url, services, site} = context;
  const declared = request.headers.get('content-type')?.split(';')[0]!.trim().toLowerCase() ?? '';
  const record = url.searchParams.get('record');
  const appeal = record === null ? undefined : await services.cases.appeal(site.id, record);
  if (record !== null && !appeal) throw notQuoted();
  const subject = appeal?.subject ?? (await subjectWithCase(context));
  const bytes = await readBytes(request, MAX_ATTACHMENT_BYTES);
  const type = await attachmentType(bytes, declared);
  const hash = await hashBytes(bytes);
  if (appeal && !appeal.hashes.includes(hash)) throw notQuoted();
  const owner = {site: site.id, subject};
  const kept = await services.attachments.kept(owner);
  const isNew = !kept.hashes.has(hash);
  if (isNew) {
    // What an appeal quotes is bounded by the number of appeals.
    if (!appeal && kept.bytes + bytes.length > MAX_KEPT_BYTES) {
      throw new Refusal('body_too_large', 'Too much is kept for this subject already.', 'Send fewer or smaller attachments.');
    }
    await services.attachments.put(owner, {hash, type, bytes, now: services.now()});
  }
  return Response.json({hash, type, bytes: bytes.length}, {status: isNew ? 201 : 200, headers: HEADERS});
}

async function subjectWithCase({caller, services, site}: SiteContext): Promise<string> {
  const subject = await services.subjects.findOrMake(site.id, subjectOf(caller), services.now());
  if ((await restrictionsOf({services, site}, subject)).length > 0) return subject;
  throw new Refusal('not_found', 'There is nothing to appeal against.', 'Ask for the standing first.');
}

function notQuoted(): Refusal {
  return new Refusal('not_found', 'There is no appeal of this id that quotes these bytes.', 'Send the appeal first.');
}
