// A server that renders pages imports the SDK: nothing may touch a window before it is used.
import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {createAssent} from '../../src/index.js';

describe('the SDK outside of a page', () => {
  it('is imported and makes clients without a window', () => {
    assert.equal(typeof globalThis.window, 'undefined');
    const client = createAssent({endpoint: 'https://example.com/assent', site: 'pk_example'});
    assert.equal(typeof client.agreements, 'function');
    client.close();
  });
});
