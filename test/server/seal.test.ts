import assert from 'node:assert/strict';
import {before, describe, it} from 'node:test';
import {keyedHash} from '../../src/server/keys/keyed-hash.js';
import {Seal} from '../../src/server/keys/seal.js';

describe('a seal', () => {
  let seal: Seal;
  const sealOf = async (secret: string) => Seal.of(await keyedHash(new TextEncoder().encode(secret)));
  const words = new TextEncoder().encode('It was not me.');

  before(async () => {
    seal = await sealOf('one');
  });

  it('gives back what was closed, however long', async () => {
    for (const length of [0, 1, 49_151, 49_152, 150_000]) {
      const bytes = Uint8Array.from({length}, (_, at) => at % 251);
      assert.deepEqual(await (await sealOf('one')).open(await seal.close(bytes, 'here'), 'here'), bytes);
    }
  });

  it('is never the same twice', async () => {
    assert.notEqual(await seal.close(words, 'here'), await seal.close(words, 'here'));
  });

  it('does not open where it was not closed, under another secret, or with a byte changed', async () => {
    const closed = await seal.close(words, 'here');
    await assert.rejects(seal.open(closed, 'there'));
    await assert.rejects((await sealOf('two')).open(closed, 'here'));
    const [iv, rest] = closed.split('.') as [string, string];
    for (const bent of [`${iv}.${rest.startsWith('A') ? 'B' : 'A'}${rest.slice(1)}`, `${iv.startsWith('A') ? 'B' : 'A'}${iv.slice(1)}.${rest}`]) {
      await assert.rejects(seal.open(bent, 'here'));
      assert.equal(await seal.openText(bent, 'here'), undefined);
    }
    assert.equal(await seal.openText(closed, 'here'), 'It was not me.');
  });
});
