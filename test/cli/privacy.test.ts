import assert from 'node:assert/strict';
import {existsSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {mkdtemp, readdir, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, describe, it} from 'node:test';
import {openDatabase} from '../../src/server/database/database.js';
import {openServer, receiptOf, SITE} from '../contracts/open-server.js';
import {runCli} from './run-cli.js';

describe('an operator who looks after people’s data', () => {
  let cwd: string;
  let name: string;
  const id = crypto.randomUUID();
  const run = (...args: string[]) => runCli([...args, '--database', 'sqlite:assent.db'], {cwd});
  const done = async (...args: string[]) => {
    const {code, stdout, stderr} = await run(...args);
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout);
  };

  before(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'assent-privacy-'));
    name = `anon:${id}`;
    const url = 'https://shop.example/';
    const controller = {name: 'Shop', contact: 'DPO', address: {streetAddress: '1 Example Street', addressCountry: 'IE'}, email: 'privacy@shop.example', phone: '+353 1 555 0100', url};
    const portability = {controller, jurisdiction: 'IE', policyUrl: url, withdrawUrl: url, personalData: ['pd:EmailAddress'], storage: {location: 'EU', duration: 'P3Y'}};
    const site = {...SITE, extras: {identifier: true}, portability};
    writeFileSync(join(cwd, 'assent.json'), JSON.stringify({sites: [site]}));
    const server = await openServer({database: `sqlite:${join(cwd, 'assent.db')}`, sites: [site]});
    await server.publish({});
    const visitor = server.visitor({id});
    const record = await visitor.record();
    writeFileSync(join(cwd, 'receipt.json'), JSON.stringify({receipt: receiptOf((await visitor.results([record]))[0])}));
    writeFileSync(join(cwd, 'keys.json'), (await server.call('v1/keys')).text);
    await server.server.close();
  });
  after(() => rm(cwd, {recursive: true, force: true}));

  it('finds a person, and opens what the site asked to keep', async () => {
    const {subjects} = await done('subject', '--subject', name);
    assert.deepEqual([subjects.length, subjects[0].records, subjects[0].held], [1, 1, false]);
    assert.equal((await done('extras', '--subject', name)).extras[0].identifier, name);
  });

  it('finds a record by the reference that the person was shown, and whose it is', async () => {
    const {id: record} = JSON.parse(Buffer.from(JSON.parse(readFileSync(join(cwd, 'receipt.json'), 'utf8')).receipt.split('.')[1], 'base64url').toString());
    for (const asked of [['--reference', record.slice(-12)], ['--subject', name, '--type', 'accept'], ['--document', 'terms-of-use', '--version', '1', '--since', '2026-01-01T00:00:00Z', '--limit', '1']]) {
      const {records, more} = await done('search', ...asked);
      assert.deepEqual([records.length, records[0].entry.id, more], [1, record, false], asked.join(' '));
    }
    assert.deepEqual(await done('search', '--until', '2026-01-01T00:00:00Z'), {records: [], more: false});
    assert.match((await run('search', '--reference', 'no')).stderr, /A reference is the end of an id/);
    assert.equal((await run('search', '--type', 'accepted')).code, 2);
  });

  it('prints the certificate of a record into a file that only its owner reads', async () => {
    const {id: record} = JSON.parse(Buffer.from(JSON.parse(readFileSync(join(cwd, 'receipt.json'), 'utf8')).receipt.split('.')[1], 'base64url').toString());
    const inChinese = await run('certificate', record, '--locale', 'zh-CN', '--text', '--out', 'record.html');
    assert.deepEqual([inChinese.code, inChinese.stderr], [0, '']);
    assert.match(readFileSync(join(cwd, 'record.html'), 'utf8'), /^<!doctype html>\n<html lang="zh-CN">[\s\S]*You may use this/);
    assert.equal(statSync(join(cwd, 'record.html')).mode & 0o777, 0o600);
    const inFrench = await run('certificate', record, '--locale', 'fr');
    assert.deepEqual([inFrench.code, inFrench.stderr], [0, 'There are no words of a certificate in fr: it is written in en.\n']);
    assert.match(inFrench.stdout, /<html lang="en">/);
    assert.equal((await run('certificate', crypto.randomUUID())).code, 1);
  });

  it('exports what one person consented to, in the formats of others', async () => {
    assert.equal((await run('export', '--subject', name, '--format', 'kantara', '--out', 'kantara.json')).code, 0);
    assert.equal(JSON.parse(readFileSync(join(cwd, 'kantara.json'), 'utf8')).receipts[0].version, 'KI-CR-v1.1.0');
    const {stdout} = await run('export', '--subject', name, '--format', 'iso27560', '--out', '-');
    assert.equal(JSON.parse(stdout)['@type'], 'dpv:ConsentReceipt');
    assert.equal((await run('export', '--format', 'kantara', '--out', '-')).code, 2, 'a format is for one person');
  });

  it('is told that nobody is of a name, by whatever is done to a person', async () => {
    for (const args of [['erase', '--by', 'privacy'], ['hold', '--matter', 'M', '--by', 'legal'], ['holds'], ['extras'], ['export', '--out', 'nobody.json'], ['search']]) {
      const {code, stdout, stderr} = await run(...args, '--subject', 'user:nobody');
      assert.deepEqual([code, stdout], [1, ''], args[0]);
      assert.match(stderr, /knows nobody of this name[^]*`sub`/, args[0]);
    }
    assert.ok(!existsSync(join(cwd, 'nobody.json')));
  });

  it('places a legal hold, which refuses the erasure with 1, and releases it', async () => {
    const hold = await done('hold', '--subject', name, '--matter', 'File 26-1187', '--by', 'legal');
    const refused = await run('erase', '--subject', name, '--by', 'privacy');
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /The legal hold .* \(File 26-1187\) keeps/);
    assert.match(refused.stderr, /Release the hold first/);
    assert.ok((await done('release', hold.id, '--by', 'legal')).releasedAt);
    assert.equal((await done('holds', '--subject', name)).holds.length, 1);
  });

  it('erases the person; the export and the receipt that was kept still verify', async () => {
    const database = await openDatabase(`sqlite:${join(cwd, 'assent.db')}`);
    const [row] = await database.query<{lookup: string; salt: string; sealed_key: string}>('SELECT lookup, salt, sealed_key FROM assent_subjects WHERE ref IN (SELECT subject FROM assent_records WHERE document <> \'\')');
    await database.close();
    assert.equal((await done('erase', '--subject', name, '--by', 'privacy')).bodies, 'words');
    assert.deepEqual(await done('subject', '--subject', name), {subjects: []});
    for (const file of await readdir(cwd)) {
      // SQLite's own files go when the last connection closes: what is gone holds nothing.
      const bytes = existsSync(join(cwd, file)) ? readFileSync(join(cwd, file)) : '';
      for (const trace of Object.values(row!)) assert.ok(!bytes.includes(trace), `${file} still holds ${trace}`);
    }
    assert.equal((await run('export', '--out', 'export.tar')).code, 0);
    const {stdout} = await runCli(['verify', 'export.tar', '--keys', 'keys.json'], {cwd});
    assert.match(stdout, /^Good: 5 records \(2 without their bodies, which were dropped as the log says\) of shop/);
    const receipt = await runCli(['verify', 'receipt.json', '--keys', 'keys.json'], {cwd});
    assert.match(receipt.stdout, /^Good: .* is the receipt of "accept"/);
  });

  it('drops by years, and is told where the year is none', async () => {
    assert.deepEqual(await done('retain', '--before', '2020', '--by', 'records'), {before: 2020, dropped: 0, held: 0, open: 0});
    assert.equal((await run('retain', '--before', 'soon', '--by', 'records')).code, 2);
  });
});
