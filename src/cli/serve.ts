import {existsSync} from 'node:fs';
import type {Command} from 'commander';
import {createAssentServer} from '../server/create-server.js';
import {listen, type Listening} from '../server/http/listen.js';
import {toNodeHandler} from '../server/http/node-handler.js';
import {logged} from '../server/http/request-log.js';
import {readScriptFiles} from '../server/http/script-files.js';
import {addressIn} from './address-of.js';
import {collect, header, port} from './arguments.js';
import {CONFIG_FILE, firstConfig, keepConfig, readConfig} from './config.js';
import {log, onError} from './output.js';
import {toldDatabase} from './told-database.js';
import {EXIT} from './usage.js';

/** Where the package lies, and which one it is. */
export interface Installation {
  version: string;
  /** The folder with the files of the script tag. */
  folder: URL;
}

interface ServeOptions {
  database: string;
  host: string;
  port: number;
  config?: string;
  origin: string[];
  addressHeader?: string;
}

/** `assent serve`. */
export function addServe(program: Command, installation: Installation): void {
  program
    .command('serve')
    .description('Serves the backend, and the script tag beside it.')
    .option('--database <url>', 'sqlite:FILE or postgres://…', 'sqlite:assent.db')
    .option('--port <number>', 'port to listen on; 0 for a free one', port, 8787)
    .option('--host <address>', 'address to listen on; 0.0.0.0 for all', '127.0.0.1')
    .option('--config <file>', `sites and their keys (default: ${CONFIG_FILE}, made on the first run)`)
    .option('--origin <url>', 'on the first run: where your pages live (repeat for more)', collect, [])
    .option('--address-header <name>', 'behind a proxy: where it tells the address of a client, such as x-forwarded-for', header)
    .action((options: ServeOptions) => serve(options, installation));
}

async function serve({database, host, port, config: file, origin, addressHeader}: ServeOptions, {version, folder}: Installation): Promise<void> {
  const first = !file && !existsSync(CONFIG_FILE);
  // Listen and open before it is written: a port that is taken or a database that is not there must leave no new config behind.
  const listening = await listen(host, port);
  const config = first ? await firstConfig(database, [...origin, listening.address]) : readConfig(file ?? CONFIG_FILE);
  const server = await createAssentServer({...config, database, onError});
  if (first) keepConfig(config);
  const script = readScriptFiles(folder);
  const handle = toNodeHandler(server, addressHeader ? {addressOf: addressIn(addressHeader)} : {});
  listening.answer(logged(script.before(handle), log));
  stopOnSignal(listening, () => server.close());
  console.log(`Assent ${version} listens on ${listening.address}/ and keeps its records in ${toldDatabase(database)}`);
  if (first) console.log(firstSteps(listening.address, config.sites[0]!.publishableKey, script.integrity));
}

/** The first signal ends what has begun and then the process; the second ends it at once. */
function stopOnSignal(listening: Listening, close: () => Promise<void>): void {
  let stopping = false;
  const stop = async () => {
    if (stopping) process.exit(EXIT.failed);
    stopping = true;
    log.info('stopping: finishing what has begun');
    const finished = await listening.stop();
    if (finished) await close();
    log.info(finished ? 'stopped' : 'stopped; some requests did not end in time');
    process.exit(finished ? EXIT.ok : EXIT.failed);
  };
  process.on('SIGTERM', stop).on('SIGINT', stop);
}

function firstSteps(address: string, publishableKey: string, integrity: string | undefined): string {
  const checked = integrity ? `\n    integrity="${integrity}" crossorigin="anonymous"` : '';
  return `
Made ${CONFIG_FILE} with a site and its keys. It holds a secret: only you can read it; keep it so.
Your pages may call from the "origins" in it: add yours, and start again.

Publish terms:
  assent publish terms.md --document terms-of-service --version 1 --locale en --endpoint ${address}/

Put this on your pages:
  <script async src="${address}/assent.js"${checked}
    data-endpoint="${address}/" data-site="${publishableKey}" data-documents="terms-of-service"></script>`;
}
