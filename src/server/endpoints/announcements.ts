import type {SiteContext} from '../context.js';

/** How long an answer may be kept by anyone on the way, in seconds. */
const TTL_S = 3_600;

/** `GET /v1/announcements`: when the site's terms last changed. About nobody: a cache may answer for all visitors. */
export async function getAnnouncements({services, site}: SiteContext): Promise<Response> {
  const latest = await services.publications.latest(site.id);
  return Response.json({...(latest !== undefined && {latest})}, {headers: {'cache-control': `public, max-age=${TTL_S}`}});
}
