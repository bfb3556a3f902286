import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';

/** What an app's bundler keeps of the SDK for one of its exports. */
async function bundled(name: string): Promise<string> {
  const {outputFiles} = await build({
    stdin: {contents: `export {${name}} from './src/index.ts';`, resolveDir: fileURLToPath(new URL('../..', import.meta.url))},
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    splitting: true,
    outdir: 'out',
    write: false,
    logLevel: 'silent',
  });
  return outputFiles.find(({path}) => /stdin\.js$/.test(path))!.text;
}

describe('the SDK door', () => {
  it('costs those who check receipts neither the client nor the proofs of the log', async () => {
    const [receipts, logged, all] = await Promise.all([bundled('verifyReceipt'), bundled('verifyLoggedReceipt'), bundled('createAssent')]);
    const [outbox, proofs] = ['indexedDB', 'Not a checkpoint.'];
    assert.ok(all.includes(outbox) && logged.includes(proofs), 'the marks are still there');
    assert.ok(!receipts.includes(outbox) && !receipts.includes(proofs));
    assert.ok(!logged.includes(outbox));
    assert.ok(!all.includes(proofs));
    assert.ok(receipts.length < logged.length);
  });
});
