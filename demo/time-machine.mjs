// The time machine: a backend of its own, in memory, whose clock the page moves. The other pages keep their own.
import {randomBytes} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {createAssentServer, createKeys, openDatabase, toNodeHandler} from 'assent/server';

const DAY_MS = 86_400_000;
const NOTICE_DAYS = 30;
const DECLINE_DAYS = 60;
const MAX_MAILS = 20;
const SUMMARY = {
  'en': 'Price rises are announced 45 days ahead instead of 30. Transcripts can be translated.',
  'zh-CN': '涨价提前 45 日通知（原为 30 日）；转写文本可以翻译。',
};
const FACTS = {
  'en': 'A recording of the Harbour Room was published on another site. Three people in it had not agreed to be recorded.',
  'zh-CN': '海港厅的录像被发布到其他网站，其中三人未同意被录制。',
};
const REASONS = {
  'en': {upheld: 'All three have confirmed that they had agreed.', rejected: 'Two of the three say that they had not agreed.'},
  'zh-CN': {upheld: '三人均确认曾经同意。', rejected: '三人中有两人表示未曾同意。'},
};

/** Opens the time machine below an address, such as `http://localhost:8788/time/`. */
export function openTimeMachine(address) {
  return new TimeMachine(address);
}

class TimeMachine {
  #address;
  #world;
  #begun = 0;

  constructor(address) {
    this.#address = address;
    this.#world = this.#begin();
  }

  /** What a page needs to know of the world as it is. */
  async settings() {
    const {site, shiftMs} = await this.#world;
    return {site, shiftMs};
  }

  /** Hands a request to the backend of this world. */
  async api(request, response) {
    return (await this.#world).handle(request, response);
  }

  /** Takes what the backend hands to an operator's mail provider. A product would check the signature. */
  async deliver({type, data}) {
    const {mails} = await this.#world;
    if (type !== 'notice.due') return;
    mails.unshift({id: data.notice, kind: data.kind, link: data.link, ...data.words});
    mails.splice(MAX_MAILS);
  }

  /** Does one thing to the world. Rejects with what the backend says against it. */
  async act(name, {days = 0, lang = 'en', assent = 'continued-use'}) {
    if (name === 'begin') {
      const before = await this.#world;
      this.#world = this.#begin();
      await before.close();
      return;
    }
    const world = await this.#world;
    if (name === 'move') world.shiftMs += Math.min(Math.max(days, 0), 400) * DAY_MS;
    else if (name === 'announce') await world.publish('2027-01', {assent, summary: SUMMARY, effectiveAt: world.day(NOTICE_DAYS), declineUntil: world.day(DECLINE_DAYS)});
    else if (name === 'mail') await world.mail(lang);
    else if (name === 'restrict') await world.restrict(lang);
    else if (name === 'uphold' || name === 'reject') await world.review(name === 'uphold' ? 'upheld' : 'rejected', lang);
  }

  /** What the page shows. */
  async state() {
    const {site, startMs, shiftMs, mails, database, admin, review} = await this.#world;
    const {publications} = await admin('publications');
    const rows = await database.query("SELECT id, type, version, document, recorded_at FROM assent_records WHERE document = 'terms-of-service' OR document = 'recording-rules' ORDER BY recorded_at, seq");
    const second = publications.find(({version}) => version === '2027-01');
    return {
      site,
      start: new Date(startMs).toISOString(),
      now: new Date(Date.now() + shiftMs).toISOString(),
      second: second && {announcedAt: second.announcedAt, effectiveAt: second.effectiveAt, declineUntil: second.declineUntil, assent: second.assent},
      records: rows.map(({id, type, version, document, recorded_at: at}) => ({id, type, version, document, at})),
      mails,
      appeal: !!(await review.open()),
      ...(second && {progress: await admin('admin/publications/terms-of-service@2027-01/progress')}),
    };
  }

  async close() {
    await (await this.#world).close();
  }

  /** A new world, with version 1 in force and nobody in it. Its key is new: no browser has been there. */
  async #begin() {
    const site = `pk_time_${++this.#begun}_${randomBytes(4).toString('hex')}`;
    const secretKey = `sk_${randomBytes(24).toString('base64url')}`;
    const startMs = Date.now();
    const database = await openDatabase('sqlite::memory:');
    const world = {
      site,
      startMs,
      shiftMs: 0,
      mails: [],
      database,
      /** The beginning of a day in UTC: a plain date for everyone. */
      day: days => new Date(Math.floor((Date.now() + world.shiftMs) / DAY_MS + days) * DAY_MS).toISOString(),
    };
    const backend = await createAssentServer({
      database,
      keys: await createKeys(),
      now: () => new Date(Date.now() + world.shiftMs),
      sites: [
        {
          id: 'time',
          name: 'Halcyon Relay',
          publishableKey: site,
          secretKeys: [secretKey],
          origins: [new URL(this.#address).origin],
          minimumNoticeDays: {everyone: NOTICE_DAYS - 1, existing: NOTICE_DAYS - 1, new: 0},
          appeals: {days: 184, perRestriction: 2},
          notices: {endpoint: `${this.#address}assent/`},
          webhooks: [{url: `${this.#address}hook`, secret: `whsec_${randomBytes(24).toString('base64')}`}],
        },
      ],
    });
    const admin = caller(backend, {site, secretKey});
    Object.assign(world, actions({admin, database, world}), {admin, handle: toNodeHandler(backend)});
    world.close = async () => {
      await backend.close();
      await database.close();
    };
    await world.publish('2026-11', {});
    await admin('publications', {document: 'recording-rules', version: '1', ask: 'on-use', texts: texts('recording-rules')});
    return world;
  }
}

/** What an operator would do by the admin API. */
function actions({admin, database, world}) {
  const newest = async where => (await database.query(`SELECT id, subject FROM assent_records WHERE ${where} ORDER BY recorded_at DESC, seq DESC LIMIT 1`))[0];
  /** The appeal that waits for an answer, if there is one. */
  const open = async () => {
    const appeal = await newest("type = 'appeal'");
    if (!appeal) return undefined;
    const {restrictions} = await admin('admin/restrictions');
    return restrictions.flatMap(({appeals}) => appeals).find(({status}) => status === 'received' || status === 'under_review');
  };
  const review = async (status, lang) => {
    const appeal = await open();
    if (appeal) await admin(`admin/appeals/${appeal.id}/review`, {status, reasons: REASONS[lang][status], by: 'appeals-board'});
  };
  review.open = open;
  return {
    review,
    publish: (version, more) => admin('publications', {document: 'terms-of-service', version, texts: texts('terms-of-service', version === '2026-11' ? '' : '.v2'), ...more}),
    async mail(lang) {
      const people = await database.query("SELECT DISTINCT subject FROM assent_records WHERE type <> 'publish'");
      const recipients = people.map(({subject}, index) => ({subject, channel: 'mail', address: `visitor-${index + 1}@mail.example`, locale: lang}));
      if (recipients.length > 0) await admin('admin/notices', {publication: 'terms-of-service@2027-01', recipients});
    },
    async restrict(lang) {
      const visitor = await newest("type = 'accept' AND document = 'terms-of-service'");
      if (!visitor) return;
      await admin('admin/restrictions', {
        subject: visitor.subject,
        kind: 'suspend',
        scope: [lang === 'en' ? 'recording' : '录制'],
        facts: FACTS[lang],
        clause: {document: 'terms-of-service', anchor: '6.2', locale: lang},
        automated: {detection: true, decision: false},
        by: 'trust-and-safety',
        until: world.day(90),
      });
    },
  };
}

function texts(document, mark = '') {
  return ['en', 'zh-CN'].map(locale => ({
    locale,
    format: 'markdown',
    source: readFileSync(new URL(`terms/${document}${mark}.${locale}.md`, import.meta.url), 'utf8'),
  }));
}

function caller(backend, {site, secretKey}) {
  return async (path, body) => {
    const headers = {authorization: `Bearer ${secretKey}`, 'content-type': 'application/json'};
    const url = `http://localhost/v1/${path}?site=${site}`;
    const response = await backend.fetch(new Request(url, body ? {method: 'POST', headers, body: JSON.stringify(body)} : {headers}));
    const answer = await response.json();
    if (!response.ok) throw Object.assign(new Error(answer.detail), {problem: answer});
    return answer;
  };
}
