import {execFile} from 'node:child_process';
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {buffer} from 'node:stream/consumers';
import {promisify} from 'node:util';

const run = promisify(execFile);

/** A time-stamp authority of our own, by OpenSSL. */
export interface TimeStampAuthority {
  url: string;
  /** Changes what is sent back. */
  bend(change: (reply: Buffer) => Buffer): void;
  /** Whether a reply is a good stamp on some bytes, by OpenSSL and the authority's certificate. */
  verifies(reply: Buffer, data: string): Promise<boolean>;
  close(): Promise<void>;
}

const CONFIG = `
[tsa]
default_tsa = tsa_config
[tsa_config]
serial = serial
signer_cert = cert.pem
signer_key = key.pem
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
[req]
distinguished_name = name
x509_extensions = extensions
prompt = no
[name]
CN = Test TSA
[extensions]
extendedKeyUsage = critical,timeStamping
basicConstraints = CA:true
`;

/** Whether OpenSSL is here. */
export async function hasOpenssl(): Promise<boolean> {
  return run('openssl', ['version']).then(() => true, () => false);
}

export async function openTimeStampAuthority(): Promise<TimeStampAuthority> {
  const cwd = await mkdtemp(join(tmpdir(), 'assent-tsa-'));
  const openssl = (...args: string[]) => run('openssl', args, {cwd});
  await writeFile(join(cwd, 'tsa.cnf'), CONFIG);
  await writeFile(join(cwd, 'serial'), '01\n');
  await openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', 'key.pem', '-out', 'cert.pem', '-config', 'tsa.cnf');

  let change = (reply: Buffer) => reply;
  let last = Promise.resolve();
  const http = createServer((request, response) => {
    last = last.then(async () => {
      await writeFile(join(cwd, 'query.tsq'), await buffer(request));
      await openssl('ts', '-reply', '-config', 'tsa.cnf', '-queryfile', 'query.tsq', '-out', 'reply.tsr');
      response.setHeader('content-type', 'application/timestamp-reply').end(change(await readFile(join(cwd, 'reply.tsr'))));
    });
  });
  await new Promise<void>(resolve => http.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/tsr`,
    bend: next => {
      change = next;
    },
    async verifies(reply, data) {
      await writeFile(join(cwd, 'check.tsr'), reply);
      await writeFile(join(cwd, 'data.txt'), data);
      return openssl('ts', '-verify', '-in', 'check.tsr', '-data', 'data.txt', '-CAfile', 'cert.pem').then(() => true, () => false);
    },
    async close() {
      http.closeAllConnections();
      await new Promise(resolve => http.close(resolve));
      await rm(cwd, {recursive: true, force: true});
    },
  };
}
