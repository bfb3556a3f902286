import {createHash} from 'node:crypto';
import {readdirSync, readFileSync} from 'node:fs';
import type {RequestListener} from 'node:http';
import {fileURLToPath} from 'node:url';

const YEAR_S = 31_536_000;
const LOADER_TTL_S = 300;

const TYPES: Record<string, string> = {js: 'text/javascript', css: 'text/css'};

/** The files of the script tag and its themes, to be served beside the backend. */
export interface ScriptFiles {
  /** Subresource Integrity of the loader, where there has been a build. */
  integrity: string | undefined;
  /** Answers for one of the files, and hands on everything else. */
  before(next: RequestListener): RequestListener;
}

/** Reads the loader, the bundle, the second stage and the themes from the folder of a build, once. */
export function readScriptFiles(folder: URL): ScriptFiles {
  const names = readdirSync(fileURLToPath(folder), {recursive: true, encoding: 'utf8'}).map(name => name.replaceAll('\\', '/'));
  const wanted = names.filter(name => /^assent(\.bundle)?\.js$|^assent-[^/]+\/[^/]+\.js$|^themes\/[^/]+\.css$/.test(name));
  const files = new Map(wanted.map(name => [`/${name}`, readFileSync(new URL(name, folder))]));
  const loader = files.get('/assent.js');
  return {
    integrity: loader && `sha384-${createHash('sha384').update(loader).digest('base64')}`,
    before: next => (request, response) => {
      const path = request.url?.split('?')[0] ?? '';
      const file = files.get(path);
      if (!file || (request.method !== 'GET' && request.method !== 'HEAD')) return next(request, response);
      response.writeHead(200, {
        'content-type': `${TYPES[path.slice(path.lastIndexOf('.') + 1)]}; charset=utf-8`,
        'content-length': file.byteLength,
        'x-content-type-options': 'nosniff',
        // Integrity on another origin needs CORS; the files are public.
        'access-control-allow-origin': '*',
        'cross-origin-resource-policy': 'cross-origin',
        // The second stage's folder bears the version; the other names stay the same.
        'cache-control': path.startsWith('/assent-') ? `public, max-age=${YEAR_S}, immutable` : `public, max-age=${LOADER_TTL_S}`,
      });
      response.end(request.method === 'HEAD' ? undefined : file);
    },
  };
}
