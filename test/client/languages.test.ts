import {expect} from 'chai';
import {idbStore} from '../../src/outbox/store.js';
import type {Offer} from '../../src/protocol/agreement.js';
import type {RecordBody} from '../../src/protocol/record-body.js';
import {Backend, closeClients, codeOf, until} from './backend.js';

const DOCUMENT = 'terms-of-service';
const EN = {locale: 'en', source: '# Terms\n\n## 1. Use\n\nBe kind.\n'};
const ZH = {locale: 'zh-CN', source: '# 条款\n\n## 1. 使用\n\n请友善。\n'};

describe('a text of another language than the page’s', () => {
  let backend: Backend;
  beforeEach(async () => {
    backend = await Backend.open({publish: false});
  });
  afterEach(closeClients);

  const publish = (...texts: {locale: string; source: string}[]) => backend.publish('1', {texts});
  const statusOf = async (client: ReturnType<Backend['client']>) => (await client.agreements({fresh: true}))[0]!.status;
  const lastRecord = async (): Promise<RecordBody> => JSON.parse((await backend.records()).at(-1)!.body);

  it('can be withdrawn by who accepted it', async () => {
    await publish(EN, ZH);
    const before = backend.client({locale: 'zh-CN'});
    const {entry: {document}} = await (await before.accept(DOCUMENT)).recorded;
    before.close();
    const client = backend.client();
    expect((await client.agreements())[0]!.offers[0]!.text.locale).to.equal('en');
    await (await client.withdraw(DOCUMENT, {hash: document.hash})).recorded;
    expect(await statusOf(client)).to.equal('withdrawn');
    expect((await lastRecord()).document).to.deep.equal({...document, locale: 'zh-CN'});
  });

  it('can be withdrawn offline in another page, which had asked before it was accepted', async () => {
    await publish(EN, ZH);
    await backend.client().agreements();
    const {hash} = (await (await backend.client({locale: 'zh-CN'}).accept(DOCUMENT)).recorded).entry.document;
    await backend.faults({fault: {kind: 'cut-before'}});
    const client = backend.client();
    const act = await client.withdraw(DOCUMENT, {hash});
    expect([act.state, (await client.agreements())[0]!.status]).to.deep.equal(['saved', 'withdrawn']);
    await backend.faults();
    await client.flush();
    await act.recorded;
    expect(await statusOf(client)).to.equal('withdrawn');
  });

  it('can be withdrawn while its acceptance is still on its way', async () => {
    await publish(EN, ZH);
    await backend.client().agreements();
    await backend.client({locale: 'zh-CN'}).agreements();
    await backend.faults({fault: {kind: 'cut-before'}});
    const accepted = await backend.client({locale: 'zh-CN'}).accept(DOCUMENT);
    const client = backend.client();
    const act = await client.withdraw(DOCUMENT, {hash: accepted.document.hash});
    await backend.faults();
    await client.flush();
    await act.recorded;
    expect((await backend.records()).map(({body}) => (JSON.parse(body) as RecordBody).type)).to.deep.equal(['accept', 'withdraw']);
  });

  it('can be withdrawn on another device', async () => {
    await publish(EN, ZH);
    await (await backend.account('ada', {locale: 'zh-CN'}).accept(DOCUMENT)).recorded;
    const client = backend.clientOn({store: name => idbStore(`${name}.other`)}, {subject: 'ada', getSubjectToken: () => backend.token('ada')});
    const [agreement] = await client.agreements();
    await (await client.withdraw(DOCUMENT, {hash: agreement!.acts[0]!.hash})).recorded;
    expect((await lastRecord()).document.locale).to.equal('zh-CN');
  });

  it('stays theirs where their own language came to the version later', async () => {
    await publish(EN);
    const client = backend.client({locale: 'zh-CN'});
    const {hash} = (await (await client.accept(DOCUMENT)).recorded).entry.document;
    await publish(EN, ZH);
    expect((await client.agreements({fresh: true}))[0]!.offers[0]!.text.locale).to.equal('zh-CN');
    const {entry} = await (await client.accept(DOCUMENT, {hash, choices: {}})).recorded;
    expect(entry.document).to.include({hash, locale: 'en'});
  });

  it('is not to be had by who never accepted it nor was shown it', async () => {
    await publish(EN, ZH);
    const other = backend.clientOn({store: name => idbStore(`${name}.other`)}, {locale: 'zh-CN'});
    const {hash} = (await other.agreements())[0]!.offers[0]!.text;
    expect(await codeOf(backend.client().accept(DOCUMENT, {hash}))).to.equal('not_offered');
  });

  it('can be answered after a reload by who was shown it on this device', async () => {
    await publish(EN, ZH);
    const before = backend.client();
    const [agreement] = await before.agreements({locale: 'zh-CN'});
    const {hash} = (agreement!.offers[0] as Offer).text;
    await until(async () => (await idbStore(`assent.${backend.site}`).list('agreements/')).length > 0);
    before.close();
    const {entry} = await (await backend.client().accept(DOCUMENT, {hash})).recorded;
    expect(entry.document.locale).to.equal('zh-CN');
  });
});
