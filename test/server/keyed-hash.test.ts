import assert from 'node:assert/strict';
import {execFile} from 'node:child_process';
import {describe, it} from 'node:test';
import {promisify} from 'node:util';
import {keyedHash} from '../../src/server/keys/keyed-hash.js';

/** RFC 4231 §4.3. */
const CASE = {key: 'Jefe', data: 'what do ya want for nothing?', mac: '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'};
const expected = Buffer.from(CASE.mac, 'hex').toString('base64url');

describe('a keyed hash', () => {
  it('is an HMAC of SHA-256', async () => {
    const hash = await keyedHash(new TextEncoder().encode(CASE.key));
    assert.equal(await hash(CASE.data), expected);
  });

  it('is the same by WebCrypto, where there is no node:crypto', async () => {
    const script = `
      Object.defineProperty(globalThis, 'navigator', {value: {userAgent: 'Cloudflare-Workers'}});
      const {keyedHash} = await import(${JSON.stringify(new URL('../../src/server/keys/keyed-hash.ts', import.meta.url).href)});
      process.stdout.write(await (await keyedHash(new TextEncoder().encode('${CASE.key}')))('${CASE.data}'));`;
    const {stdout} = await promisify(execFile)(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script]);
    assert.equal(stdout, expected);
  });
});
