// One server process of many on a database, to be killed: `server-process.ts <database> <keys file>`.
import {readFileSync} from 'node:fs';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {createAssentServer, toNodeHandler, type ServerKeys} from '../../src/server.js';
import {SITE} from '../contracts/open-server.js';

/** What a server meets whose database was killed. */
const OUTAGE = /terminat|ECONN|EPIPE|starting up|not yet accepting|shutting down|recovery mode|crash of another|timeout|not queryable|57P0/;

const [database, keysFile] = process.argv.slice(2) as [string, string];
const server = await createAssentServer({
  database,
  keys: JSON.parse(readFileSync(keysFile, 'utf8')) as ServerKeys,
  sites: [SITE],
  limits: false,
  onError: error => void (OUTAGE.test(String(error)) || console.error(error)),
});
const http = createServer(toNodeHandler(server)).listen(0, '127.0.0.1', () => console.log((http.address() as AddressInfo).port));
