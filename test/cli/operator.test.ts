import assert from 'node:assert/strict';
import {readFileSync, writeFileSync} from 'node:fs';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, it} from 'node:test';
import {openTarget} from '../../src/cli/target.js';
import {openDatabase} from '../../src/server/database/database.js';
import {createKeys} from '../../src/server/keys/server-keys.js';
import {until} from '../contracts/until.js';
import {runCli} from './run-cli.js';

const TERMS = '# Terms\n\n## 1. Use\n\n1.1 Be kind.\n';

let cwd: string;
const run = (...args: string[]) => runCli([...args, '--database', 'sqlite:assent.db'], {cwd});
const publish = (version: string, ...more: string[]) =>
  run('publish', 'terms.md', '--document', 'terms', '--version', version, '--locale', 'en', ...more);
const RESTRICT = ['--subject', 'user:17', '--kind', 'limit', '--scope', 'chat', '--facts', 'Insults on 1 March.', '--clause', 'terms#1.1', '--by', 'moderation'];

describe('an operator', () => {
  beforeEach(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'assent-operator-'));
    writeFileSync(join(cwd, 'terms.md'), TERMS);
    const site = {id: 'shop', publishableKey: 'pk_shop', origins: [], minimumNoticeDays: 15};
    writeFileSync(join(cwd, 'assent.json'), JSON.stringify({sites: [site], keys: await createKeys()}));
  });
  afterEach(() => rm(cwd, {recursive: true, force: true}));

  it('hears what a publication would do before it does it', async () => {
    const dry = await publish('1', '--dry-run');
    assert.equal(dry.code, 0, dry.stderr);
    assert.match(dry.stdout, /Nothing was published/);
    assert.match(dry.stdout, /asks nobody/);
    assert.match(dry.stdout, /en {2}has 2 clauses, 0 key clauses, 0 separate consents\n/);
    const marked = "---\nkeyClauses: ['1.1']\nconsents: [{id: a, clause: '1', title: A}, {id: b, clause: '1', title: B}]\n---\n";
    writeFileSync(join(cwd, 'terms.md'), marked + TERMS);
    const {code, stdout, stderr} = await publish('1');
    assert.equal(code, 0, stderr);
    assert.match(stdout, /en {2}has 2 clauses, 1 key clause, 2 separate consents\n/);
    writeFileSync(join(cwd, 'terms.md'), '# Terms\n\n## 1. Use\n\n1.1 Be very kind.\n\n1.2 Pay.\n');
    const month = new Date(Date.now() + 30 * 86_400_000).toISOString();
    assert.match((await publish('2', '--effective-at', month, '--dry-run')).stdout, /en {2}against 1: changed 1\.1; added 1\.2\n/);
    const soon = await publish('2', '--effective-at', new Date(Date.now() + 7 * 86_400_000).toISOString(), '--dry-run');
    assert.equal(soon.code, 1);
    assert.match(soon.stderr, /15 days of notice; the first date that would do is \d{4}-/);
  });

  it('announces, sees the progress, and withdraws', async () => {
    await publish('1');
    const later = new Date(Date.now() + 30 * 86_400_000).toISOString();
    assert.equal((await publish('2', '--effective-at', later, '--decline-until', later, '--renew-months', '12', '--audience', 'existing')).code, 0);
    assert.equal(JSON.parse((await run('progress', 'terms@2')).stdout).accepted, 0);
    assert.match((await run('withdraw', 'terms@2')).stdout, /"withdrawnAt"/);
    const force = await run('withdraw', 'terms@1');
    assert.equal(force.code, 1);
    assert.match(force.stderr, /in force/);
  });

  it('restricts with reasons, and lifts', async () => {
    await publish('1');
    const unknown = await run('restrict', ...RESTRICT);
    assert.deepEqual([unknown.code, unknown.stdout], [1, ''], 'a misspelt name would look the same');
    assert.match(unknown.stderr, /nobody of the name user:17[^]*`sub`[^]*--new/);
    assert.deepEqual(JSON.parse((await run('cases', '--subject', 'user:17')).stdout), {restrictions: []});
    const made = await run('restrict', ...RESTRICT, '--detected', '--new');
    assert.deepEqual([made.code, made.stderr], [0, '']);
    const {id, automated} = JSON.parse(made.stdout);
    assert.deepEqual(automated, {detection: true, decision: false});
    assert.equal(JSON.parse((await run('cases', '--subject', 'user:17')).stdout).restrictions[0].state, 'active');
    assert.equal(JSON.parse((await run('lift', id, '--reasons', 'Apologised.', '--by', 'moderation')).stdout).state, 'lifted');
    assert.equal((await run('restrict', ...RESTRICT)).code, 0, 'who was restricted before is known');
    assert.deepEqual(JSON.parse((await run('webhooks')).stdout), {webhooks: []});
    assert.equal((await run('restrict', '--subject', 'user:17')).code, 2);
  });

  it('signs the log under the name that the server gives it', async () => {
    const config = JSON.parse(readFileSync(join(cwd, 'assent.json'), 'utf8'));
    writeFileSync(join(cwd, 'assent.json'), JSON.stringify({...config, log: {origin: 'consent.example.com'}}));
    await publish('1');
    assert.equal((await run('restrict', ...RESTRICT, '--new')).code, 0);
    assert.equal((await run('export', '--out', 'shop.tar')).code, 0);
    const {stdout, stderr} = await runCli(['verify', 'shop.tar'], {cwd});
    assert.match(stdout, /^Good: 2 records of shop .* in the log consent\.example\.com\/shop/, stderr);
  });

  it('sends for every site of the configuration, whichever one the errand is for', async () => {
    const {sites, ...config} = JSON.parse(readFileSync(join(cwd, 'assent.json'), 'utf8'));
    const webhooks = [{url: 'http://localhost:9/', secret: `whsec_${Buffer.alloc(24).toString('base64')}`}];
    const other = {...sites[0], id: 'other', publishableKey: 'pk_other', webhooks};
    writeFileSync(join(cwd, 'assent.json'), JSON.stringify({...config, sites: [...sites, other]}));
    await publish('1', '--site', 'other');
    const url = `sqlite:${join(cwd, 'assent.db')}`;
    const database = await openDatabase(url);
    await database.query("UPDATE assent_webhooks SET due_at = '2020-01-01T00:00:00.000Z', state = 'waiting', attempts = 0, reason = NULL");
    const target = await openTarget({database: url, config: join(cwd, 'assent.json'), site: 'shop'});
    const tried = await until(async () => (await database.query<{state: string; reason: string}>('SELECT state, reason FROM assent_webhooks WHERE reason IS NOT NULL'))[0]);
    await target.close();
    assert.deepEqual(tried, {state: 'waiting', reason: 'The endpoint cannot be reached.'});
    await database.close();
  });
});
