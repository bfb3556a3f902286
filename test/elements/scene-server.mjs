import {createServer} from 'node:http';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';

const CSP = "default-src 'none'; script-src 'self'; style-src 'self'; require-trusted-types-for 'script'; trusted-types lit-html";
const PAGE = `<!doctype html><meta name=viewport content="width=device-width"><title>Lumen</title>
<link rel=stylesheet href=/page.css><h1>Lumen Cloud</h1><p>Live video for everyone, in a few lines of code.</p>
<p>Start a room, invite people, record what matters.</p><div id=stage></div><script type=module src=/screenshot-page.js></script>`;
const STYLE = `html{color-scheme:light dark;font-family:system-ui,"Noto Sans CJK SC",sans-serif}body{max-width:60rem;margin:3rem auto;padding:0 1rem;text-align:center;letter-spacing:.05em}`;

/**
 * Serves the page of screenshot-page.ts, under the strict policy that the elements promise to bear.
 * @returns {Promise<{base: string, close(): void}>}
 */
export async function serveScenes() {
  const {outputFiles} = await build({
    entryPoints: [fileURLToPath(new URL('screenshot-page.ts', import.meta.url))],
    bundle: true, format: 'esm', target: 'es2022', splitting: true, write: false, outdir: '/',
    tsconfig: fileURLToPath(new URL('../../tsconfig.json', import.meta.url)),
  });
  const files = new Map(outputFiles.map(file => [file.path, file.text]));
  const server = createServer(({url}, response) => {
    const [type, body] = url === '/' ? ['text/html', PAGE] : url === '/page.css' ? ['text/css', STYLE] : ['text/javascript', files.get(url)];
    response.writeHead(body ? 200 : 404, {'content-type': `${type}; charset=utf-8`, 'content-security-policy': CSP});
    response.end(body);
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  return {base: `http://127.0.0.1:${server.address().port}/`, close: () => server.close()};
}
