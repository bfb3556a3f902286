import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {Mailer} from '../../src/server/notices/mailer.js';
import type {Site} from '../../src/server/sites/sites.js';

describe('a mailer', () => {
  it('whose connection cannot be opened says so for each mail, and still ends', async () => {
    const mailer = new Mailer();
    const site = {id: 'shop', notices: {endpoint: 'https://shop.example', mail: {smtp: 'smtp://[::1', from: 'shop@shop.example'}}} as unknown as Site;
    const mail = {to: 'ada@example.com', subject: 'Terms', text: 'They change.', id: '1'};
    for (let tries = 0; tries < 2; tries += 1) await assert.rejects(mailer.send(site, mail), /Invalid URL/);
    await mailer.close();
  });
});
