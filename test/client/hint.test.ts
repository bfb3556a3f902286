import {expect} from 'chai';
import {hintUntil, keepHint, readHint, type HintScope} from '../../src/client/hint.js';
import type {Agreement} from '../../src/protocol/agreement.js';
import {Backend, closeClients, until as waitUntil} from './backend.js';

const HOUR = 3_600_000;
const NOW = Date.parse('2026-03-01T00:00:00Z');
const at = (hours: number): string => new Date(NOW + hours * HOUR).toISOString();

const offer = (more: object = {}) => ({
  version: '1', announcedAt: at(-900), effectiveAt: at(-800), assent: 'explicit', change: 'material', ask: 'on-arrival',
  text: {locale: 'en', hash: `sha256:${'0'.repeat(64)}`, title: 'Terms', bytes: 1}, locales: ['en'], ...more,
});
const agreement = (offers: object[], more: object = {}): Agreement =>
  ({document: 'terms', status: 'current', offers, acts: [{id: 'a', type: 'accept', version: '1', hash: `sha256:${'0'.repeat(64)}`, at: at(-700)}], ...more}) as Agreement;

describe('the hint that nothing is owed', () => {
  const until = (one: Agreement, pending = 0) => (hintUntil([one], [], pending, NOW) - NOW) / HOUR;

  it('holds for a day', () => {
    expect(until(agreement([offer()]))).to.equal(24);
  });

  it('ends at the next date that is known: an effect, the end of the old terms, a renewal', () => {
    expect(until(agreement([offer(), offer({version: '2', effectiveAt: at(5)})]))).to.equal(5);
    expect(until(agreement([offer({declineUntil: at(6)})]))).to.equal(6);
    const yearly = agreement([offer({renewMonths: 12})], {acts: [{id: 'a', type: 'accept', version: '1', hash: '', at: '2025-03-01T07:00:00.000Z'}]});
    expect(until({...yearly, offers: [{...yearly.offers[0]!, effectiveAt: '2025-01-01T00:00:00Z'}]})).to.equal(7);
  });

  it('is not given to whoever owes an answer, is told of a change, or has something to send', () => {
    for (const status of ['none', 'due', 'notice'] as const) expect(hintUntil([agreement([offer()], {status})], [], 0, NOW), status).to.equal(0);
    expect(hintUntil([agreement([offer()])], [], 1, NOW)).to.equal(0);
    expect(hintUntil([agreement([offer()])], ['another'], 0, NOW)).to.equal(0);
  });

  it('is not believed in another form, for another person, or after the clock was set back', () => {
    const scope: HintScope = {site: 'pk_hint', endpoint: 'https://a.example/', subject: undefined, documents: []};
    localStorage.setItem('assent:pk_hint', 'x 1 2');
    expect(readHint(scope, 0)).to.equal(undefined);
    localStorage.setItem('assent:pk_hint', 'half');
    expect(readHint(scope, 0)).to.equal(undefined);
    localStorage.removeItem('assent:pk_hint');
    expect(readHint(scope, 0)).to.equal(undefined);
  });

  it('is kept for a person and the documents of a page until it ends, and not beyond what is ever written', async () => {
    const backend = await Backend.open();
    const client = backend.client();
    await (await client.accept('terms-of-service')).recorded;
    const scope: HintScope = {site: backend.site, endpoint: backend.endpoint, subject: 'ada', documents: ['terms-of-service']};
    const before = Date.now();
    const stop = keepHint(client, scope);
    await waitUntil(async () => readHint(scope, Date.now()) !== undefined);
    stop();
    closeClients();
    const written = readHint(scope, Date.now())!;
    expect(written).to.be.within(before, Date.now());
    expect(readHint({...scope, subject: 'ben'}, written)).to.equal(undefined);
    expect(readHint({...scope, documents: []}, written)).to.equal(undefined);
    expect(readHint(scope, written + 24 * HOUR - 1)).to.equal(written);
    expect(readHint(scope, written + 24 * HOUR)).to.equal(undefined);
    expect(readHint(scope, written - 1), 'the clock was set back').to.equal(undefined);
  });
});
