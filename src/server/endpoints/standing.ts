import {hashBytes} from '../../protocol/hash.js';
import {MAX_ATTACHMENT_BYTES} from '../../protocol/appeal.js';
import {subjectOf} from '../caller.js';
import type {SiteContext} from '../context.js';
import {Refusal} from '../refusal.js';
import {readBytes} from '../request-body.js';
import {attachmentType} from '../standing/attachment-content.js';
import {restrictionsOf, standingOf} from '../standing/standing.js';

/** Most bytes that are kept for one subject: a few appeals with all they may bring. */
const MAX_KEPT_BYTES = 10 * MAX_ATTACHMENT_BYTES;
const HEADERS = {'cache-control': 'private, no-store'};

/** `GET /v1/standing`: restrictions on the subject, their reasons, and what became of appeals. */
export async function getStanding({caller, services, site}: SiteContext): Promise<Response> {
  const subject = await services.subjects.findOrMake(site.id, subjectOf(caller), services.now());
  return Response.json(await standingOf({services, site}, subject), {headers: HEADERS});
}

/** `POST /v1/attachments`: takes the bytes of one attachment of an appeal, to be quoted by their hash. */
export async function postAttachment({request, caller, services, site}: SiteContext): Promise<Response> {
  const subject = await services.subjects.findOrMake(site.id, subjectOf(caller), services.now());
  const declared = request.headers.get('content-type')?.split(';')[0]!.trim().toLowerCase() ?? '';
  const bytes = await readBytes(request, MAX_ATTACHMENT_BYTES);
  const type = await attachmentType(bytes, declared);
  const hash = await hashBytes(bytes);
  const owner = {site: site.id, subject};
  const kept = await services.attachments.kept(owner);
  if (!kept.hashes.has(hash)) {
    if ((await restrictionsOf({services, site}, subject)).length === 0) {
      throw new Refusal('not_found', 'There is nothing to appeal against.', 'Ask for the standing first.');
    }
    if (kept.bytes + bytes.length > MAX_KEPT_BYTES) throw new Refusal('body_too_large', 'Too much is kept for this subject already.', 'Send fewer or smaller attachments.');
    await services.attachments.put(owner, {hash, type, bytes, now: services.now()});
  }
  return Response.json({hash, type, bytes: bytes.length}, {status: kept.hashes.has(hash) ? 200 : 201, headers: HEADERS});
}
