import {createHash} from 'node:crypto';
import {readdirSync, readFileSync} from 'node:fs';
import type {RequestListener} from 'node:http';
import {fileURLToPath} from 'node:url';
import {mayPack, pack} from './brotli.js';

const YEAR_S = 31_536_000;
const LOADER_TTL_S = 300;
/** The highest that packs a file in some milliseconds. */
const QUALITY = 9;

/** What a path ends in: a file, in a folder of ours or in none. */
const END = /(?:\/(?:assent-[^/]+|themes))?\/[^/]+$/;

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
  const packed = new Map<string, Promise<Uint8Array>>();
  const packedOnce = (path: string, file: Buffer) => packed.get(path) ?? packed.set(path, pack(file, QUALITY)).get(path)!;

  const send: (path: string, file: Buffer, ...about: Parameters<RequestListener>) => Promise<void> = async (path, file, request, response) => {
    const packs = mayPack(request.headers['accept-encoding'], file.byteLength);
    const body = packs ? await packedOnce(path, file) : file;
    response.writeHead(200, {
      'content-type': `${TYPES[path.slice(path.lastIndexOf('.') + 1)]}; charset=utf-8`,
      'content-length': body.byteLength,
      ...(packs && {'content-encoding': 'br'}),
      vary: 'Accept-Encoding',
      'x-content-type-options': 'nosniff',
      // Integrity on another origin needs CORS; the files are public.
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      // The second stage's folder bears the version; the other names stay the same.
      'cache-control': path.startsWith('/assent-') ? `public, max-age=${YEAR_S}, immutable` : `public, max-age=${LOADER_TTL_S}`,
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  };

  return {
    integrity: loader && `sha384-${createHash('sha384').update(loader).digest('base64')}`,
    before: next => (request, response) => {
      // A proxy may have put us below a prefix and leave it on, which the rest of the backend does not mind either.
      const path = END.exec(request.url?.split('?')[0] ?? '')?.[0] ?? '';
      const file = files.get(path);
      if (!file || (request.method !== 'GET' && request.method !== 'HEAD')) return next(request, response);
      void send(path, file, request, response);
    },
  };
}
