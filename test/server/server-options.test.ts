import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {isAssentError} from '../../src/protocol/errors.js';
import {createAssentServer} from '../../src/server/create-server.js';
import {SITE} from '../contracts/open-server.js';

describe('the settings of a server', () => {
  const refused = async (settings: object, message: RegExp) =>
    assert.rejects(createAssentServer({database: 'sqlite::memory:', sites: [SITE], ...settings}), error => {
      assert.ok(isAssentError(error) && error.code === 'invalid_options' && error.advice, String(error));
      assert.match(error.message, message);
      assert.doesNotMatch(error.message, /of the scraper/);
      return true;
    });

  it('are refused by their place where they are misspelt or not what they can be', async () => {
    await refused({limits: {adress: 5}}, /limits\.adress: not known here\./);
    await refused({limits: {site: '60'}}, /limits\.site: expected number\./);
    await refused({metrics: {tokn: 'of the scraper'}}, /metrics\.token: missing\./);
    await refused({log: {anchor: []}}, /log\.anchor: not known here\./);
    await refused({log: {anchors: [{kind: 'fil', folder: 'x'}]}}, /log\.anchors\.0\.kind: expected .*"file"/);
    await refused({log: {anchors: [{kind: 'webhook', url: 'hooks.example'}]}}, /log\.anchors\.0\.url: An address reads/);
    await refused({log: {anchors: [{kind: 'rfc3161'}]}}, /log\.anchors\.0\.url: missing\./);
  });

  it('name a log so that its checkpoints can be read again', async () => {
    for (const origin of ['https://consent.example.com', 'consent.example.com/', 'consent example', 'consent+example', '']) await refused({log: {origin}}, /log\.origin: A log is named as/);
    for (const origin of ['assent', 'consent.example.com', 'consent.example.com:8443/logs']) await (await createAssentServer({database: 'sqlite::memory:', sites: [SITE], log: {origin}})).close();
  });
});
