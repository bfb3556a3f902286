import {expect} from 'chai';
import {idbStore} from '../../src/outbox/store.js';
import {Backend, closeClients} from './backend.js';

const ID = '0123456789abcdef0123456789abcdef';
const AT = '2026-11-23T21:00:00.000Z';
const HASH = `sha256:${'0'.repeat(64)}`;

/** As version 0.1 stores what the backend said: the least that there is, and all that there may be. */
const text = {locale: 'en', hash: HASH, title: 'Terms', bytes: 1000};
const offer = {version: '1', announcedAt: AT, effectiveAt: AT, assent: 'explicit', change: 'material', text, locales: ['en']};
const further = {audience: 'existing', declineUntil: AT, renewMonths: 12, gates: {opened: true, read: true, seconds: 3}, summary: 'Shorter.'};
const act = {id: '019ab000-0000-7000-8000-000000000001', type: 'accept', version: '1', hash: HASH, at: AT};
const least = {document: 'terms-of-service', status: 'none', offers: [offer], acts: []};
const most = {...least, status: 'current', ask: 'on-use', offers: [{...offer, ...further}], acts: [{...act, choices: {'voice-prints': true}}]};
const answer = {site: 'site', subject: `s_${'a'.repeat(43)}`, serverTime: AT, presentation: 'a.b.c'};

const SHAPES = {
  'without an etag': {v: 1, answer: {...answer, agreements: [least]}},
  'with an etag': {v: 1, answer: {...answer, agreements: [most]}, etag: '"abc"'},
};

describe('what version 0.1 has stored of agreements', () => {
  let backend: Backend;
  beforeEach(async () => (backend = await Backend.open({publish: false})));
  afterEach(closeClients);

  for (const [name, stored] of Object.entries(SHAPES)) {
    it(`${name} is read where there is no network`, async () => {
      await backend.faults({fault: {kind: 'cut-before'}});
      const device = idbStore(`assent.${backend.site}`);
      const writes: [string, unknown][] = [['anonymous', {v: 1, id: ID}], [`agreements/anonymous.${ID}/en`, stored]];
      await device.change([], () => ({writes, result: undefined}));
      device.close();
      const [agreement] = await backend.client().agreements();
      expect(agreement).to.deep.equal(stored.answer.agreements[0]);
    });
  }
});
