import {createServer, type Server} from 'node:http';
import {createHash} from 'node:crypto';
import {existsSync, readFileSync} from 'node:fs';
import type {AddressInfo} from 'node:net';
import {extname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {createAssentServer, toNodeHandler} from '../../src/server.js';

const dist = fileURLToPath(new URL('../../dist/', import.meta.url));
const TYPES: Record<string, string> = {'.js': 'text/javascript', '.map': 'application/json'};

export const SITE_KEY = 'pk_e2e';
export const SECRET_KEY = 'sk_e2e_0123456789abcdef0123456789abcdef';

/** What the strictest site would send: nothing inline, no other origin, no string that becomes HTML. */
const STRICT_CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "connect-src 'self'",
  "style-src 'self'",
  "require-trusted-types-for 'script'",
  'trusted-types lit-html',
].join('; ');

/** A third-party site with the real backend mounted below `/assent/`, on one origin. */
export interface Site {
  origin: string;
  endpoint: string;
  /** Paths asked for so far, without their queries. */
  requests: string[];
  publish(publication: Record<string, unknown>): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

export interface SiteOptions {
  /** `sqlite:…` or `postgres://…`. */
  database: string;
  /** Needed with PostgreSQL, which has no folder for them. */
  keys?: Parameters<typeof createAssentServer>[0]['keys'];
  /** Attributes of the script tag. */
  locale: string;
  documents: string;
  file?: string;
  /** `/assent/` if absent. */
  endpoint?: string;
  /** More attributes of the tag. */
  attributes?: string;
  /** Markup before the tag, and a script of the site's own at `/page.js`. */
  head?: string;
  pageScript?: string;
  /** Other bytes for a path, as a swapped file on a CDN would have. */
  swapped?: Record<string, string>;
  now?: () => Date;
  /** What else the site is configured with, once its endpoint is known. */
  site?: (endpoint: string) => object;
  /** Markup at the end of the page. */
  body?: string;
  /** Whether the line to the backend is cut for a path now. */
  isCut?: (pathname: string) => boolean;
}

/** Starts the site and its backend on a free port of this machine. */
export async function openSite(options: SiteOptions): Promise<Site> {
  const {database, keys, pageScript = '', swapped = {}, now, site} = options;
  const requests: string[] = [];
  const listening = createServer();
  const {port} = await listen(listening);
  const origin = `http://localhost:${port}`;
  const endpoint = `${origin}/assent/`;
  const backend = await createAssentServer({
    database,
    sites: [{id: 'e2e', publishableKey: SITE_KEY, secretKeys: [SECRET_KEY], origins: [origin], ...site?.(endpoint)}],
    ...(keys && {keys}),
    ...(now && {now}),
  });
  const handle = toNodeHandler(backend);
  const page = html(options);
  const own: Record<string, string> = {'/page.js': pageScript, ...swapped};
  listening.on('request', (request, response) => {
    const {pathname} = new URL(request.url ?? '/', origin);
    requests.push(pathname);
    if (options.isCut?.(pathname)) return void request.socket.destroy();
    if (pathname.startsWith('/assent/')) return void handle(request, response);
    if (pathname === '/') {
      response.writeHead(200, {'content-type': 'text/html; charset=utf-8', 'content-security-policy': STRICT_CSP});
      return void response.end(page);
    }
    if (own[pathname] !== undefined) {
      response.writeHead(200, {'content-type': 'text/javascript'});
      return void response.end(own[pathname]);
    }
    const path = join(dist, pathname);
    if (!path.startsWith(dist) || !existsSync(path)) return void response.writeHead(404).end();
    response.writeHead(200, {'content-type': TYPES[extname(path)] ?? 'text/plain'});
    response.end(readFileSync(path));
  });
  return {
    origin,
    endpoint,
    requests,
    async publish(publication) {
      const response = await fetch(`${endpoint}v1/publications?site=${SITE_KEY}`, {
        method: 'POST',
        headers: {'content-type': 'application/json', authorization: `Bearer ${SECRET_KEY}`},
        body: JSON.stringify(publication),
      });
      const body = await response.json();
      if (!response.ok) throw new Error(`publish: ${response.status} ${JSON.stringify(body)}`);
      return body;
    },
    async close() {
      await new Promise(resolve => {
        listening.close(resolve);
        listening.closeAllConnections();
      });
      await backend.close();
    },
  };
}

function html({locale, documents, file = 'assent.js', endpoint = '/assent/', attributes = '', head = '', body = ''}: SiteOptions): string {
  const integrity = `sha384-${createHash('sha384').update(readFileSync(dist + file)).digest('base64')}`;
  return `<!doctype html>
<html lang="${locale}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width">
  <title>A third-party site</title>
  ${head}
  <script async src="/${file}" integrity="${integrity}" data-endpoint="${endpoint}" data-site="${SITE_KEY}"
    data-documents="${documents}" data-locale="${locale}" ${attributes}></script>
</head>
<body><h1>A third-party site</h1><img name="currentScript" alt="">${body}</body>
</html>`;
}

function listen(server: Server): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(server.address() as AddressInfo));
  });
}
