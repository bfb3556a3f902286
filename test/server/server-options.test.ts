import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {isAssentError} from '../../src/protocol/errors.js';
import {createAssentServer, type AssentServer, type AssentServerOptions} from '../../src/server/create-server.js';
import {createKeys} from '../../src/server/keys/server-keys.js';
import {toNodeHandler} from '../../src/server/http/node-handler.js';
import {SITE} from '../contracts/open-server.js';

describe('the options of a server', () => {
  const refused = (options: unknown, message: RegExp, advice: RegExp) =>
    assert.rejects(createAssentServer(options as AssentServerOptions), error => {
      assert.ok(isAssentError(error) && error.code === 'invalid_options', String(error));
      assert.match(error.message, message);
      assert.match(error.advice, advice);
      return true;
    });
  const right = {database: 'sqlite::memory:', sites: [SITE]};

  it('are asked for where there are none', async () => {
    for (const none of [undefined, null, 'sqlite::memory:']) await refused(none, /no options/, /createAssentServer\(\{database/);
    await refused({sites: [SITE]}, /`database` is missing/, /sqlite:assent\.db/);
    await refused({database: right.database}, /`sites` is missing/, /publishableKey/);
  });

  it('are named where they are misspelt or not what they can be', async () => {
    await refused({...right, site: SITE}, /no option `site`/, /sites/);
    for (const database of [5, null, {}, Promise.resolve()]) await refused({...right, database}, /`database` is neither/, /openDatabase/);
    await refused({...right, database: 'mysql://localhost/x'}, /neither sqlite: nor postgres/, /sqlite:assent\.db/);
    await refused({...right, now: new Date()}, /`now` is not a function/, /Give one/);
    await refused({...right, onError: true}, /`onError` is not a function/, /Give one/);
    await refused({...right, keys: 'secret'}, /`keys` is not/, /createKeys/);
    const {signing: [key], lookupSecret} = await createKeys();
    await refused({...right, keys: {signing: [{...key, d: undefined, D: key!.d}], lookupSecret}}, /neither a private half, `d`, nor `sign`/, /createKeys/);
    await refused({...right, keys: {signing: [key, {...key, x: ''}], lookupSecret}}, /keys\.signing\.1: its x is no public key/, /createKeys/);
    await refused({...right, keys: {signing: [key], lookupsecret: lookupSecret}}, /keys\.lookupSecret: missing/, /createKeys/);
    await refused({...right, limits: true}, /limits: expected Object/, /Mend/);
    await refused({...right, metrics: 'yes'}, /metrics: expected Object/, /Mend/);
  });

  it('may be left out by undefined', async () => {
    await (await createAssentServer({...right, keys: undefined, log: undefined, metrics: undefined, limits: undefined, now: undefined, onError: undefined} as unknown as AssentServerOptions)).close();
  });

  it('of a handler are a server, not the promise of one', () => {
    for (const none of [undefined, createAssentServer(right).then(server => server.close())]) {
      assert.throws(() => toNodeHandler(none as unknown as AssentServer), {code: 'invalid_options', advice: /await/});
    }
  });
});

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
