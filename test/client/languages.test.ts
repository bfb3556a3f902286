import {expect} from 'chai';
import {deviceClock} from '../../src/client/clock.js';
import {idbStore} from '../../src/outbox/store.js';
import type {Offer} from '../../src/protocol/agreement.js';
import type {Shown} from '../../src/protocol/record.js';
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

  describe('whose change is shown while the client has another one', () => {
    const DAY = 86_400_000;
    const BANNER: Shown = {mode: 'banner', statement: '继续使用即表示接受。', button: '拒绝', endReached: false, openMs: 1000};
    const summary = {en: 'Kept for 30 days.', 'zh-CN': '保留 30 天。'};
    let ahead = 0;
    const clock = {...deviceClock, now: () => Date.now() + ahead};

    /** Who has accepted the version before has been shown the next one in Chinese; its date and a day have passed. */
    async function noticed() {
      ahead = 0;
      Object.defineProperty(navigator, 'userActivation', {value: {hasBeenActive: true, isActive: true}, configurable: true});
      await publish(EN, ZH);
      const client = backend.clientOn({clock});
      await (await client.accept(DOCUMENT)).recorded;
      const texts = [EN, ZH].map(({locale, source}) => ({locale, source: `${source}\n2\n`}));
      await backend.publish('2', {texts, summary, effectiveAt: new Date(Date.now() + 15 * DAY).toISOString(), assent: 'continued-use'});
      await client.agreements({fresh: true});
      const {hash} = (await client.agreements({locale: 'zh-CN'}))[0]!.offers.at(-1)!.text;
      const act = await client.noticed(DOCUMENT, {hash, channel: 'banner', shown: BANNER});
      await act!.recorded;
      const record = await lastRecord();
      ahead = 17 * DAY;
      await backend.shift(ahead);
      await client.agreements({fresh: true});
      return {client, record, hash};
    }
    afterEach(() => Reflect.deleteProperty(navigator, 'userActivation'));

    it('has its notice recorded, in its own words', async () => {
      const {record, hash} = await noticed();
      expect([record.type, record.document.locale, record.document.hash]).to.deep.equal(['notice', 'zh-CN', hash]);
      expect(record.notice!.summary).to.equal(summary['zh-CN']);
    });

    it('is what a use accepts, where a banner shows it', async () => {
      const {client, hash} = await noticed();
      client.addEventListener('use', event => Object.assign(event, {shown: BANNER, hash}));
      const [act] = await client.used('Joined a room');
      expect((await act!.recorded).entry.document).to.include({hash, locale: 'zh-CN'});
    });

    it('is what a use accepts, where the app shows it and says so', async () => {
      const {client, hash} = await noticed();
      const [act] = await client.used('Joined a room', {shown: {...BANNER, mode: 'host'}, locale: 'zh-CN'});
      expect((await act!.recorded).entry.document).to.include({hash, locale: 'zh-CN'});
    });
  });
});
