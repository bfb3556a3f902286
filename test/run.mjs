// The whole suite: types, build, rooms on Node, elements in every browser that is here, end to end. One closing line.
import {spawn} from 'node:child_process';
import {readdirSync} from 'node:fs';
import {availableParallelism} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {tsImport} from 'tsx/esm/api';
import {compileTests} from './runner/compile-tests.mjs';
import {availableEngines, ENGINES} from './runner/engines.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Groups of rooms on Node, and how many of their files each core has at once: most wait for a disk, a clock or a process, a browser works. */
const NODE_ROOMS = [
  {rooms: ['rooms', 'protocol', 'document', 'server', 'model'], perCore: 2},
  {rooms: ['e2e', 'faults', 'cli', 'package'], perCore: 1.5, built: true},
];
const POSTGRES_ROOMS = ['server', 'e2e'];
const BROWSER_ROOMS = ['outbox', 'client', 'elements'];
/** Inputs that tests make up at random are the same each time in CI: other runs look for new ones. */
if (process.env.CI) for (const name of ['ASSENT_SEED', 'ASSENT_FUZZ_SEED']) process.env[name] ??= '20261124';

const total = {passed: 0, failed: 0, skipped: 0};
const only = process.argv.slice(2);
const wanted = room => only.length === 0 || only.includes(room);

// A build keeps one core busy: what needs none is tested beside it.
const building = NODE_ROOMS.some(({rooms, built}) => built && rooms.some(wanted)) && step('build', [process.execPath, 'node_modules/rollup/dist/bin/rollup', '-c']);
const [postgres] = await Promise.all([sharedPostgres(), step('types', [process.execPath, 'node_modules/typescript/bin/tsc', '--noEmit', '-p', '.'])]);

for (const {rooms, perCore, built} of NODE_ROOMS) {
  if (built) await building;
  if (rooms.some(wanted)) await nodeTests(rooms.filter(wanted), Math.ceil(perCore * availableParallelism()));
}
if (BROWSER_ROOMS.some(wanted)) await browserTests(BROWSER_ROOMS.filter(wanted));

await postgres?.close();
const {passed, failed, skipped} = total;
console.log(`\ntests: ${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exit(failed > 0 || passed === 0 ? 1 : 0);

/** One PostgreSQL for all files that want one, and do not kill it. */
async function sharedPostgres() {
  if (process.env.ASSENT_TEST_DATABASE_URL || !POSTGRES_ROOMS.some(wanted)) return undefined;
  const {openPostgres} = await tsImport('./contracts/open-postgres.ts', import.meta.url);
  const opened = await openPostgres();
  process.env.ASSENT_SHARED_POSTGRES = opened.url;
  return opened;
}

function testFiles(room) {
  const folder = join(root, 'test', room);
  return readdirSync(folder).filter(name => name.endsWith('.test.ts')).map(name => join('test', room, name));
}

async function nodeTests(rooms, atOnce) {
  const name = rooms.join(', ');
  console.log(`\n# ${name}`);
  const inputs = process.env.CI ? ['--import', './test/runner/same-inputs.mjs'] : [];
  const how = ['--enable-source-maps', ...inputs, '--test', `--test-concurrency=${atOnce}`, '--test-reporter=spec'];
  const {code, output} = await run([process.execPath, ...how, ...(await compileTests(rooms.flatMap(testFiles)))]);
  const count = what => Number(output.match(new RegExp(`^ℹ ${what} (\\d+)`, 'm'))?.[1] ?? 0);
  add({passed: count('pass'), failed: count('fail') + count('cancelled'), skipped: count('skipped') + count('todo')}, code, name);
}

async function browserTests(rooms) {
  const engines = await availableEngines();
  const missing = ENGINES.filter(engine => !engines.includes(engine));
  console.log(`\n# ${rooms.join(', ')} in ${engines.join(', ') || 'no browser'}`);
  if (missing.length > 0) {
    console.log(`left out, not installed here: ${missing.join(', ')}`);
    if (process.env.CI) return add({passed: 0, failed: missing.length, skipped: 0}, 0, `engines ${missing.join(', ')}`);
  }
  const patterns = rooms.map(room => `test/${room}/*.test.ts`);
  const {code, output} = await run(
    [process.execPath, '--import', 'tsx', 'node_modules/@web/test-runner/dist/bin.js', ...patterns],
    {BROWSERS: engines.join(',')},
  );
  const line = output.match(/^browsers: (\d+) passed, (\d+) failed, (\d+) skipped$/m);
  const [passed, failed, skipped] = line ? line.slice(1).map(Number) : [0, 1, 0];
  add({passed, failed, skipped}, code, 'browsers');
}

/** Counts, and a failure that no test named when a runner failed by itself. */
function add(counts, code, name) {
  for (const key of Object.keys(total)) total[key] += counts[key];
  if (code !== 0 && counts.failed === 0) {
    total.failed += 1;
    console.log(`${name}: the runner failed (exit ${code})`);
  }
}

/** What has to be good for the rest to be worth while. Says what it has to say at its end: others may be talking. */
async function step(name, command) {
  const {code, output} = await run(command, {}, () => {});
  process.stdout.write(`\n# ${name}\n${output}`);
  if (code !== 0) {
    console.log(`\n${name} failed\ntests: 0 passed, 1 failed, 0 skipped`);
    process.exit(1);
  }
}

function run([command, ...args], env = {}, said = text => process.stdout.write(text)) {
  return new Promise(resolve => {
    const child = spawn(command, args, {cwd: root, env: {...process.env, ...env}, stdio: ['ignore', 'pipe', 'inherit']});
    const end = () => child.kill();
    process.once('exit', end);
    let output = '';
    child.stdout.setEncoding('utf8').on('data', text => {
      output += text;
      said(text);
    });
    child.on('close', code => {
      process.off('exit', end);
      resolve({code, output});
    });
  });
}
