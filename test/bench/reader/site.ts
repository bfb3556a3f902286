import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';
import {createAssentServer, createKeys, toNodeHandler} from '../../../src/server.js';

const SITE = 'pk_bench';
const SECRET_KEY = 'sk_bench_0123456789abcdef0123456789abcdef';

/** A host with the backend on its own origin, the reader's page and static ones. */
export async function openSite() {
  const files = new Map<string, string>();
  const {outputFiles} = await build({
    entryPoints: [fileURLToPath(new URL('page.ts', import.meta.url))],
    bundle: true, minify: true, format: 'esm', target: 'es2022', splitting: true, write: false, outdir: '/script', conditions: ['browser', 'production'],
    tsconfig: fileURLToPath(new URL('../../../tsconfig.json', import.meta.url)),
  });
  for (const {path, text} of outputFiles) files.set(path, text);
  files.set('/reader', '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Reader</title><style>assent-terms{height:90vh}</style><script type="module" src="/script/page.js"></script>');
  const http = createServer();
  await new Promise<void>(resolve => http.listen(0, '127.0.0.1', resolve));
  const origin = `http://localhost:${(http.address() as AddressInfo).port}`;
  const backend = await createAssentServer({
    database: 'sqlite::memory:',
    keys: await createKeys(),
    sites: [{id: 'bench', publishableKey: SITE, secretKeys: [SECRET_KEY], origins: [origin]}],
  });
  const handle = toNodeHandler(backend);
  http.on('request', (request, response) => {
    const {pathname} = new URL(request.url ?? '/', origin);
    if (pathname.startsWith('/assent/')) return void handle(request, response);
    const body = files.get(pathname);
    response.writeHead(body ? 200 : 404, {'content-type': `${pathname.startsWith('/script') ? 'text/javascript' : 'text/html'}; charset=utf-8`});
    response.end(body);
  });
  let count = 0;
  return {
    origin,
    put(html: string): string {
      const path = `/static/${++count}`;
      files.set(path, html);
      return path;
    },
    /** The hash of a text; of a document of its own, or of the next version of one. */
    async publish(source: string, {document = `terms-${++count}`, version = '1'} = {}): Promise<string> {
      const response = await fetch(`${origin}/assent/v1/publications?site=${SITE}`, {
        method: 'POST',
        headers: {'content-type': 'application/json', authorization: `Bearer ${SECRET_KEY}`},
        body: JSON.stringify({document, version, texts: [{locale: 'en', source}]}),
      });
      const answer = (await response.json()) as {texts?: {hash: string}[]};
      if (!answer.texts?.[0]) throw new Error(`publish: ${JSON.stringify(answer)}`);
      return answer.texts[0].hash;
    },
    reader: (hash: string, since = ''): string => `${origin}/reader?${new URLSearchParams({endpoint: `${origin}/assent/`, site: SITE, hash, since})}`,
    async close(): Promise<void> {
      http.closeAllConnections();
      await new Promise(resolve => http.close(resolve));
      await backend.close();
    },
  };
}
