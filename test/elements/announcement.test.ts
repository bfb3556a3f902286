import {expect} from 'chai';
import {announcementOf} from '../../src/elements/announcement.js';
import type {Agreement} from '../../src/protocol/agreement.js';
import {sampleTerms} from './sample-terms.js';
import {ScriptedAssent, type Script} from './scripted-assent.js';

const NOW = new Date('2026-12-01T12:00:00Z');
const earlier = [{...sampleTerms, version: '3.0'}];
const USE: Partial<Script> = {offer: {assent: 'continued-use'}};

async function announced(script: Partial<Script>, more: Partial<Agreement> = {}) {
  const [agreement] = await new ScriptedAssent({documents: [sampleTerms], earlier, status: 'notice', effectiveAt: '2026-12-20T00:00:00Z', ...script}).agreements();
  return announcementOf({...agreement!, ...more}, NOW);
}

describe('an announcement', () => {
  it('is for those alone who are to be told', async () => {
    expect(await announced({}, {status: 'due'})).to.equal(undefined);
    expect(await announced({})).to.deep.include({inForce: false}).and.have.nested.property('before.version', '3.0');
  });

  it('says that use accepts it, from its date on, or a day after it was seen', async () => {
    expect(await announced({})).not.to.have.property('useFrom');
    expect((await announced({...USE, noticedAt: '2026-11-25T00:00:00Z'}))!.useFrom).to.equal('2026-12-20T00:00:00Z');
    expect((await announced({...USE, effectiveAt: '2026-11-30T00:00:00Z', noticedAt: '2026-12-01T00:00:00Z'}))!.useFrom).to.equal('2026-12-02T00:00:00.000Z');
    expect((await announced({...USE, effectiveAt: '2026-11-30T00:00:00Z'}))!.useFrom, 'seen now').to.equal('2026-12-02T12:00:00.000Z');
  });

  it('says so to a newcomer only where the publication is for them too', async () => {
    const newcomer = {...USE, earlier: [], effectiveAt: '2026-11-30T00:00:00Z'};
    expect(await announced(newcomer)).not.to.have.property('useFrom');
    expect(await announced({...newcomer, offer: {assent: 'continued-use', audience: 'new'}})).to.have.property('useFrom');
  });

  it('was shown before where a notice is of this version, and no other', async () => {
    expect((await announced({noticedAt: '2026-11-25T00:00:00Z'}))!.notice).to.equal('notice-2026-11-25T00:00:00Z');
    const [agreement] = await new ScriptedAssent({documents: [sampleTerms], earlier, status: 'notice', effectiveAt: '2026-12-20T00:00:00Z', noticedAt: '2026-11-25T00:00:00Z'}).agreements();
    const acts = agreement!.acts.map(act => (act.type === 'notice' ? {...act, version: '3.0'} : act));
    expect(announcementOf({...agreement!, acts}, NOW)).not.to.have.property('notice');
  });
});
