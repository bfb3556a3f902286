import {MAX_PUBLICATION_BYTES} from '../../protocol/publication.js';
import type {SiteContext} from '../context.js';
import {readJson} from '../http/request-body.js';
import {previewOf} from '../publications/preview.js';
import {foundIn, publish} from '../publications/publish.js';
import {assertSecret} from '../subjects/caller.js';

const HEADERS = {'cache-control': 'private, no-store'};

/**
 * `POST /v1/publications`: 201 where something was put in force or added, 200 where it was there already. With
 * `?dryRun=true`, what would come of it, all checks included; nothing is stored.
 */
export async function postPublication(context: SiteContext): Promise<Response> {
  const {request, url, caller, services, site} = context;
  assertSecret(caller);
  const {value} = await readJson(request, MAX_PUBLICATION_BYTES);
  const dryRun = url.searchParams.get('dryRun') === 'true';
  const published = await publish(context, value, {dryRun});
  const {publication, made} = published;
  if (dryRun) {
    return Response.json(await previewOf(published, {...services, site: site.id}), {headers: HEADERS});
  }
  if (made) {
    await services.webhooks.tell(site, 'publication.announced', publication);
    services.courier.wake();
  }
  return Response.json({...publication, found: foundIn(published)}, {status: made ? 201 : 200, headers: HEADERS});
}

/** `GET /v1/publications`: everything that was published, by document and effect. */
export async function getPublications({caller, services, site}: SiteContext): Promise<Response> {
  assertSecret(caller);
  return Response.json({publications: await services.publications.list(site.id)}, {headers: HEADERS});
}
