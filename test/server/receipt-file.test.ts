import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import type {RecordBody} from '../../src/protocol/record-body.js';
import {verifyReceiptFile, verifyReceiptList} from '../../src/server/evidence/verify-receipt-file.js';
import {createKeys, importKeys} from '../../src/server/keys/server-keys.js';
import {openServer, receiptOf, type TestServer} from '../contracts/open-server.js';

describe('a receipt in a file', () => {
  let host: TestServer;
  let record: RecordBody;
  let receipt: string;
  const keys = createKeys();
  const check = async (text: string) => verifyReceiptFile(text, {keys: (await importKeys(await keys)).signer.publicKeys});

  before(async () => {
    host = await openServer({keys: await keys});
    await host.publish({});
    const visitor = host.visitor();
    record = await visitor.record();
    receipt = receiptOf((await visitor.results([JSON.stringify(record)]))[0]);
  });
  after(() => host.server.close());

  it('is good with the record and without, and by itself, as a history saves it', async () => {
    for (const text of [JSON.stringify({receipt, body: JSON.stringify(record)}), JSON.stringify({receipt}), receipt, `${receipt}\n`]) {
      const {finding, entry} = await check(text);
      assert.equal(finding, undefined);
      assert.equal(entry?.id, record.id);
    }
    assert.equal((await check(`${receipt.slice(0, -4)}AAAA`)).finding?.kind, 'receipt_invalid');
  });

  it('may be one of many: each is checked, and none is as bad as one that is not good', async () => {
    const keySet = {keys: (await importKeys(await keys)).signer.publicKeys};
    const entry = JSON.parse(Buffer.from(receipt.split('.')[1]!, 'base64url').toString());
    const list = async (value: unknown) => verifyReceiptList(JSON.stringify(value), keySet);
    assert.equal((await list({records: [{entry, receipt}, {receipt}], more: false}))?.receipts.length, 2);
    assert.equal((await list([receipt]))?.finding, undefined);
    assert.equal((await list([receipt, {receipt, entry: {...entry, type: 'decline'}}]))?.finding?.kind, 'receipt_invalid');
    assert.match((await list([receipt, `${receipt.slice(0, -4)}AAAA`]))!.finding!.message, /^Receipt 2 of 2: /);
    assert.equal((await list([]))?.finding?.kind, 'archive_damaged');
    assert.equal(await list({receipt}), undefined);
  });

  it('is not good where its keeper signed for something else than the record says', async () => {
    const {signer} = await importKeys(await keys);
    const entry = JSON.parse(Buffer.from(receipt.split('.')[1]!, 'base64url').toString());
    const lie = await signer.sign(JSON.stringify({...entry, type: 'decline'}), 'assent-receipt+jws');
    const {finding} = await check(JSON.stringify({receipt: lie, body: JSON.stringify(record)}));
    assert.equal(finding?.kind, 'body_disagrees');
  });
});
