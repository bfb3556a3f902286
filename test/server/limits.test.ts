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
    assert.equal(addressPrefix('64:ff9b::192.0.2.77'), '64:ff9b:0::/48');
  });

  it('looks past a port and brackets, which some proxies write', () => {
    for (const text of ['192.0.2.77:51000', '[::ffff:192.0.2.77]:51000']) assert.equal(addressPrefix(text), '192.0.2.0/24', text);
    for (const text of ['[2001:db8:0:1::1]:51000', '[2001:db8::1]']) assert.equal(addressPrefix(text), '2001:db8:0::/48', text);
  });

  it('takes nothing else for an address', () => {
    for (const text of ['', 'localhost', '192.0.2', '/tmp/socket', 'dead', 'x::1', 'unknown', 'for=192.0.2.77', '[]', '[]:1', ':80']) assert.equal(addressPrefix(text), undefined, text);
  });
});
