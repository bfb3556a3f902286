import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {addressPrefix} from '../../src/server/limits/address-prefix.js';
import {describeLimits} from '../contracts/describe-limits.js';
import {postgresPlaces, sqlitePlaces} from '../contracts/places.js';

describeLimits('SQLite', sqlitePlaces());
describeLimits('PostgreSQL', postgresPlaces());

describe('addressPrefix', () => {
  it('names the network of an address in one way', () => {
    assert.equal(addressPrefix('192.0.2.77'), '192.0.2.0/24');
    assert.equal(addressPrefix('::ffff:192.0.2.77'), '192.0.2.0/24');
    assert.equal(addressPrefix('2001:db8:0:1::1'), '2001:db8:0::/48');
    assert.equal(addressPrefix('2001:0DB8::1'), '2001:db8:0::/48');
    assert.equal(addressPrefix('::1'), '0:0:0::/48');
    assert.equal(addressPrefix('fe80::1%eth0'), 'fe80:0:0::/48');
  });

  it('takes nothing else for an address', () => {
    for (const text of ['', 'localhost', '192.0.2', '/tmp/socket', 'dead', 'x::1']) assert.equal(addressPrefix(text), undefined, text);
  });
});
