import {parseTilePath} from '../../protocol/tiles.js';
import type {OpenContext} from '../context.js';
import {Refusal} from '../refusal.js';

/** A checkpoint changes every second or so while records come in. */
const CHECKPOINT_AGE_S = 1;

/**
 * `GET /v1/log/{site}/checkpoint` and `GET /v1/log/{site}/tile/…`: the log of a site as C2SP tlog-tiles serves
 * it, for anyone to watch. It is made of digests and says nothing of anybody; entries are in the export.
 */
export async function getLog({parameter, services}: OpenContext): Promise<Response> {
  const [site = '', ...rest] = parameter.split('/');
  const path = rest.join('/');
  return path === 'checkpoint' ? checkpoint(site, services) : tile(site, path, services);
}

async function checkpoint(site: string, {log}: OpenContext['services']): Promise<Response> {
  const found = await log.checkpoint(site);
  if (!found) throw new Refusal('not_found', 'There is no log of this name with a record in it.', 'Check the id of the site.');
  return new Response(found.note, {
    headers: {'content-type': 'text/plain; charset=utf-8', 'cache-control': `public, max-age=${CHECKPOINT_AGE_S}`},
  });
}

async function tile(site: string, path: string, {log}: OpenContext['services']): Promise<Response> {
  const address = parseTilePath(path);
  const {level} = address ?? {};
  const bytes = address && typeof level === 'number' ? await log.tile(site, {...address, level}) : undefined;
  if (!bytes) throw new Refusal('not_found', 'The log has no such tile.', 'Ask for the tiles that its checkpoint needs (C2SP tlog-tiles).');
  return new Response(bytes, {
    headers: {'content-type': 'application/octet-stream', 'cache-control': 'public, max-age=31536000, immutable'},
  });
}
