// `npm start`: builds what is missing or older than its source, and opens the demo.
import {spawnSync} from 'node:child_process';
import {existsSync, readdirSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const DEFAULT_PORT = 8788;

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) fail(`Node ${process.versions.node} is too old.`, 'Use Node 20.19 or newer.');
if (!existsSync(join(root, 'node_modules'))) fail('The packages are not installed.', 'Run `npm ci` first.');
const port = readPort(process.env.PORT);
if (!isBuilt()) build();

const {startDemo} = await import('./server.mjs');
try {
  const {address, stop} = await startDemo({port});
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stop().then(() => process.exit(0)));
  console.log(`
  Assent demo

  Start here     ${address}/
  A site         ${address}/site/     (only a script tag)
  A form         ${address}/signup/   (the box in it)
  An app         ${address}/app/      (the SDK, by its package name)
  Time machine   ${address}/time/     (move the clock, change the terms)
  The backend    ${address}/assent/   (one SQLite file: .assent/demo.db)

  Stop with Ctrl+C.
`);
} catch (error) {
  if (error.code === 'EADDRINUSE') fail(`Port ${port} is taken.`, 'Stop what listens there, or choose another: PORT=8789 npm start');
  fail(error.message, error.advice ?? '');
}

/** Whether the last thing that a build writes is newer than everything it is built from. */
function isBuilt() {
  const last = join(root, 'dist/assent.bundle.js');
  if (!existsSync(last) || !existsSync(join(root, 'dist/server.js'))) return false;
  const sources = readdirSync(join(root, 'src'), {recursive: true}).map(name => join(root, 'src', name));
  const built = statSync(last).mtimeMs;
  return [...sources, join(root, 'package.json'), join(root, 'rollup.config.mjs')].every(path => statSync(path).mtimeMs <= built);
}

function build() {
  console.log('Building (once; about a minute) …');
  const rollup = join(root, 'node_modules/rollup/dist/bin/rollup');
  const {status, stderr} = spawnSync(process.execPath, [rollup, '-c', '--silent'], {cwd: root, encoding: 'utf8'});
  if (status === 0) return;
  console.error(stderr);
  fail('The build failed; what it said is above.', 'Run `npm run build` to see all of it.');
}

function readPort(text) {
  const number = Number(text || DEFAULT_PORT);
  if (!Number.isInteger(number) || number < 0 || number > 65_535) fail(`PORT=${text} is no port.`, 'A port is a number from 0 to 65535.');
  return number;
}

function fail(message, advice) {
  console.error(`demo: ${message}\n  ${advice}`);
  process.exit(1);
}
