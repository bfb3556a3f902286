import assert from 'node:assert/strict';
import {execFileSync, spawnSync} from 'node:child_process';
import {copyFileSync, existsSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, describe, it} from 'node:test';
import {gzipSync} from 'node:zlib';
import {createAssentServer} from '../../src/server/create-server.js';
import {openDatabase} from '../../src/server/database/database.js';
import {openServer, receiptOf, SITE} from '../contracts/open-server.js';
import {CLI, runCli} from './run-cli.js';

describe('assent export and assent verify', () => {
  let cwd: string;
  const run = (...args: string[]) => runCli(args, {cwd});
  const write = (name: string, value: unknown) => writeFileSync(join(cwd, name), typeof value === 'string' ? value : JSON.stringify(value));

  before(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'assent-evidence-'));
    write('assent.json', {sites: [SITE], log: {origin: 'consent.example.com'}});
    const server = await openServer({database: `sqlite:${join(cwd, 'assent.db')}`, log: {origin: 'consent.example.com'}});
    await server.publish({});
    const visitor = server.visitor();
    const first = await visitor.record();
    const text = JSON.stringify(first);
    const receipt = receiptOf((await visitor.results([text]))[0]);
    write('bare.json', {receipt, body: text});
    write('keys.json', (await server.call('v1/keys')).text);
    await server.server.close();

    // The log had its say when the server closed.
    const later = await createAssentServer({database: `sqlite:${join(cwd, 'assent.db')}`, sites: [SITE], log: {origin: 'consent.example.com'}});
    const get = (path: string) => later.fetch(new Request(`https://api.example/${path}`, {headers: visitor.headers}));
    write('receipt.json', await (await get(`v1/receipts/${first.id}?site=pk_shop`)).text());
    write('checkpoint.txt', await (await get('v1/log/shop/checkpoint')).text());
    await later.close();
  });
  after(() => rm(cwd, {recursive: true, force: true}));

  it('finds a receipt good with its proof, offline, by the published keys', async () => {
    const {code, stdout} = await run('verify', 'receipt.json', '--keys', 'keys.json');
    assert.match(stdout, /^Good: [0-9a-f-]{36} is the receipt of "accept" for terms-of-use 1 \(en\)/);
    assert.match(stdout, /place [01] of 2 in the log consent\.example\.com\/shop/);
    assert.equal(code, 0);
  });

  it('takes the file that a person saved from their history: the receipt alone, in one line', async () => {
    const {receipt} = JSON.parse(readFileSync(join(cwd, 'bare.json'), 'utf8'));
    for (const [name, line] of [['saved.jws', receipt], ['pasted.jws', `\r\n${receipt}\r\n`]]) {
      write(name, line);
      const {code, stdout} = await run('verify', name, '--keys', 'keys.json');
      assert.match(stdout, /^Good: [0-9a-f-]{36} is the receipt of "accept" for terms-of-use 1 \(en\)/);
      assert.equal(code, 0);
    }
    write('cut.jws', receipt.slice(0, -4));
    assert.match((await run('verify', 'cut.jws', '--keys', 'keys.json')).stderr, /^receipt_invalid: /);
    assert.equal((await run('verify', 'saved.jws')).code, 2);
  });

  it('takes what a search prints, and a receipt with its proof that is written for it', async () => {
    const found = await run('search', '--database', 'sqlite:assent.db', '--type', 'accept');
    write('found.json', found.stdout);
    const {code, stdout, stderr} = await run('verify', 'found.json', '--keys', 'keys.json');
    assert.match(stdout, /^Good: [0-9a-f-]{36} is the receipt of "accept" [^]*\n1 receipt\.\n$/, stderr);
    assert.equal(code, 0);
    const {entry, receipt} = JSON.parse(found.stdout).records[0];
    write('list.json', [receipt, {receipt}, {receipt, entry: {...entry, type: 'decline'}}]);
    const altered = await run('verify', 'list.json', '--keys', 'keys.json');
    assert.deepEqual([altered.code, altered.stdout], [1, '']);
    assert.match(altered.stderr, /^receipt_invalid: Receipt 3 of 3: .* is not what it says/);
    assert.equal((await run('receipt', entry.id, '--database', 'sqlite:assent.db', '--out', 'one.json')).code, 0);
    assert.match((await run('verify', 'one.json', '--keys', 'keys.json')).stdout, /place [01] of 2 in the log/);
    assert.equal((await run('receipt', crypto.randomUUID(), '--database', 'sqlite:assent.db')).code, 1);
  });

  it('checks the bytes of the record where they are there', async () => {
    assert.equal((await run('verify', 'bare.json', '--keys', 'keys.json')).code, 0);
    const bare = JSON.parse(readFileSync(join(cwd, 'bare.json'), 'utf8'));
    write('edited.json', {...bare, body: bare.body.replace('accept', 'refuse')});
    const {code, stderr} = await run('verify', 'edited.json', '--keys', 'keys.json');
    assert.match(stderr, /^body_altered: /);
    assert.equal(code, 1);
  });

  it('exits with 1 and says why for a receipt or a proof that was altered', async () => {
    const good = JSON.parse(readFileSync(join(cwd, 'receipt.json'), 'utf8'));
    write('forged.json', {receipt: `${good.receipt.slice(0, -4)}AAAA`});
    assert.match((await run('verify', 'forged.json', '--keys', 'keys.json')).stderr, /^receipt_invalid: The signature does not match/);
    write('moved.json', {...good, inclusion: {...good.inclusion, index: 1 - good.inclusion.index}});
    const {code, stderr} = await run('verify', 'moved.json', '--keys', 'keys.json');
    assert.match(stderr, /^inclusion_invalid: /);
    assert.equal(code, 1);
  });

  it('exits with 1 for a receipt that another reader could read otherwise', async () => {
    const good = readFileSync(join(cwd, 'bare.json'), 'utf8');
    write('twice.json', good.replace('{', '{"body":"something else",'));
    assert.match((await run('verify', 'twice.json', '--keys', 'keys.json')).stderr, /^archive_damaged: .* every key once/);
    const {receipt} = JSON.parse(good);
    const respelled = {A: 'B', Q: 'R', g: 'h', w: 'x'}[receipt.at(-1) as 'A'];
    write('respelled.json', {receipt: receipt.slice(0, -1) + respelled});
    assert.match((await run('verify', 'respelled.json', '--keys', 'keys.json')).stderr, /^receipt_invalid: .* spelled/);
  });

  it('writes an export that it finds good, and that only its owner reads', async () => {
    assert.deepEqual(await run('export', '--database', 'sqlite:assent.db', '--out', 'export.tar'), {code: 0, stdout: '', stderr: ''});
    assert.equal(statSync(join(cwd, 'export.tar')).mode & 0o777, 0o600);
    const {code, stdout} = await run('verify', 'export.tar', '--keys', 'keys.json', '--against', 'checkpoint.txt');
    assert.match(stdout, /^Good: 2 records of shop about 1 texts, in the log consent\.example\.com\/shop under [12] checkpoints, by the keys that were given\./);
    assert.equal(code, 0);
    const line = JSON.stringify({note: readFileSync(join(cwd, 'checkpoint.txt'), 'utf8')});
    writeFileSync(join(cwd, 'shop.checkpoints'), `${line}\n{"note":"half\n${line}\n`);
    assert.deepEqual(await run('verify', 'export.tar', '--keys', 'keys.json', '--against', 'shop.checkpoints'), {code, stdout, stderr: ''}, 'and the file of an anchor');
    writeFileSync(join(cwd, 'other.checkpoints'), `${line}\n${JSON.stringify({note: JSON.parse(line).note.replace(/\n[\w+/=]{44}\n/, `\n${'A'.repeat(43)}=\n`)})}\n`);
    assert.equal((await run('verify', 'export.tar', '--against', 'other.checkpoints')).code, 1, 'all of them count');
  });

  it('takes an export that was packed by gzip, and not what only looks like a tar', async () => {
    await run('export', '--database', 'sqlite:assent.db', '--out', 'export.tar');
    const packed = gzipSync(readFileSync(join(cwd, 'export.tar')));
    writeFileSync(join(cwd, 'export.tar.gz'), packed);
    assert.equal((await run('verify', 'export.tar.gz', '--keys', 'keys.json')).code, 0);
    writeFileSync(join(cwd, 'cut.tar.gz'), packed.subarray(0, packed.length - 200));
    assert.deepEqual(await run('verify', 'cut.tar.gz', '--keys', 'keys.json').then(({code, stderr}) => [code, /^archive_damaged: /.test(stderr)]), [1, true]);
    symlinkSync('/etc/hostname', join(cwd, 'records'));
    execFileSync('tar', ['rf', 'export.tar', 'records'], {cwd});
    assert.match((await run('verify', 'export.tar', '--keys', 'keys.json')).stderr, /^archive_damaged: .*records is a symlink/);
  });

  it('exits with 1 for an export that was altered or cut short', async () => {
    await run('export', '--database', 'sqlite:assent.db', '--out', 'export.tar');
    const bytes = readFileSync(join(cwd, 'export.tar'));
    const at = bytes.indexOf('{\\"v\\":1');
    writeFileSync(join(cwd, 'altered.tar'), Buffer.from(bytes).fill('2', at + 7, at + 8));
    const altered = await run('verify', 'altered.tar', '--keys', 'keys.json');
    assert.match(altered.stderr, /^body_altered: The body of [0-9a-f-]{36} is not the one that was received\./);
    assert.equal(altered.code, 1);
    for (const length of [bytes.length - 3000, 700, 100, 0]) {
      writeFileSync(join(cwd, 'cut.tar'), bytes.subarray(0, length));
      const cut = await run('verify', 'cut.tar', '--keys', 'keys.json');
      assert.match(cut.stderr, /^(archive_damaged|record_missing|checkpoint_invalid): /, `${length}`);
      assert.equal(cut.code, 1);
    }
  });

  it('rotates the keys beside a database, and what was signed before stays good', async () => {
    const rotated = await run('keys', 'rotate', '--database', 'sqlite:assent.db');
    assert.match(rotated.stdout, /assent\.db\.keys\.json has 2 signing keys/);
    await run('export', '--database', 'sqlite:assent.db', '--out', 'rotated.tar');
    assert.equal((await run('verify', 'rotated.tar', '--keys', 'keys.json', '--against', 'checkpoint.txt')).code, 0);
    assert.equal((await run('keys', 'rotate', '--database', 'sqlite:nowhere.db')).code, 1);
    write('broken.db.keys.json', '{}');
    assert.match((await run('keys', 'rotate', '--database', 'sqlite:broken.db')).stderr, /broken\.db\.keys\.json is not \{signing/);
    assert.equal((await run('keys', 'rotate', '--database', 'postgres://localhost/x')).code, 2);
  });

  it('leaves the keys as they are, and no half of new ones, where there is no room', {skip: process.platform === 'win32'}, async () => {
    const before = readFileSync(join(cwd, 'assent.db.keys.json'));
    const crowded = spawnSync('sh', ['-c', 'ulimit -f 0; exec "$0" "$@"', process.execPath, CLI, 'keys', 'rotate', '--database', 'sqlite:assent.db'], {cwd, encoding: 'utf8'});
    assert.match(crowded.stderr, /assent\.db\.keys\.json cannot be written \(EFBIG\)/);
    assert.equal(crowded.status, 1);
    assert.deepEqual(readdirSync(cwd).filter(name => name.startsWith('assent.db.keys.json')), ['assent.db.keys.json']);
    assert.deepEqual(readFileSync(join(cwd, 'assent.db.keys.json')), before);
  });

  it('exits with 1 where there is nothing to export or nowhere to write, and makes no database', async () => {
    const full: [string[], RegExp][] = [[['--database', 'sqlite:assent.db', '--out', '/dev/full'], /\/dev\/full cannot be written \(ENOSPC\)[^]*room/]];
    const failing: [string[], RegExp][] = [
      [['--database', 'sqlite:nowhere.db', '--out', 'x.tar'], /nowhere\.db is not there/],
      [['--database', 'sqlite:assent.db', '--site', 'shoe', '--out', 'x.tar'], /nothing of a site shoe/],
      ...(existsSync('/dev/full') ? full : []),
      [['--database', 'sqlite:assent.db', '--out', 'nowhere/x.tar'], /nowhere\/x\.tar cannot be written \(ENOENT\)/],
    ];
    for (const [args, message] of failing) {
      const {code, stderr} = await run('export', ...args);
      assert.match(stderr, message);
      assert.equal(code, 1);
    }
    assert.deepEqual(readdirSync(cwd).filter(name => /nowhere|^x\.tar/.test(name)), []);
  });

  it('neither exports nor serves a log under another name than it was signed by', async () => {
    write('other.json', {sites: [SITE], log: {origin: 'elsewhere.example.com'}});
    const wrong = [['export', '--database', 'sqlite:assent.db', '--config', 'other.json', '--out', 'x.tar'], ['serve', '--database', 'sqlite:assent.db', '--config', 'other.json', '--port', '0']];
    for (const args of wrong) {
      const {code, stderr} = await run(...args);
      assert.match(stderr, /signed as consent\.example\.com\/shop, and would be as elsewhere\.example\.com\/shop now\.\n {2}Set log\.origin to consent\.example\.com:/);
      assert.equal(code, 1);
    }
    assert.ok(!existsSync(join(cwd, 'x.tar')));
  });

  it('takes a backup that has its keys beside it, as the manual says', async () => {
    const database = await openDatabase(`sqlite:${join(cwd, 'assent.db')}`);
    await database.query('VACUUM INTO $1', [join(cwd, 'copy.db')]);
    await database.close();
    const exporting = ['export', '--database', 'sqlite:copy.db', '--out', 'copy.tar'];
    assert.match((await run(...exporting)).stderr, /copy\.db\.keys\.json are not there/);
    copyFileSync(join(cwd, 'assent.db.keys.json'), join(cwd, 'copy.db.keys.json'));
    assert.equal((await run(...exporting)).code, 0);
    assert.equal((await run('verify', 'copy.tar', '--against', 'checkpoint.txt')).code, 0);
  });

  it('exits with 2, not as if the evidence were bad, where keys or a kept checkpoint cannot be read', async () => {
    write('export.txt', 'no checkpoint');
    await run('export', '--database', 'sqlite:assent.db', '--out', 'export.tar');
    const wrong: [string[], RegExp][] = [
      [['--against', 'nowhere.txt'], /nowhere\.txt is not there/],
      [['--against', 'export.txt'], /export\.txt is neither a checkpoint/],
      [['--against', '.'], /EISDIR/],
      [['--keys', 'nowhere.json'], /nowhere\.json is not there/],
    ];
    for (const [args, message] of wrong) {
      const {code, stderr} = await run('verify', 'export.tar', ...args);
      assert.match(stderr, message);
      assert.equal(code, 2);
    }
  });

  it('exits with 2 when it is used wrongly', async () => {
    for (const args of [['verify'], ['verify', 'nowhere.json'], ['verify', 'receipt.json'], ['verify', 'receipt.json', '--keys', 'receipt.json'], ['verify', 'receipt.json', '--keys', 'keys.json', '--against', 'checkpoint.txt'], ['export', '--out', 'x.tar']]) {
      const {code, stderr} = await run(...args);
      assert.equal(code, 2, stderr);
    }
  });
});
