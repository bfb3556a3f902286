import {expect} from 'chai';
import {AssentFlow, questionsIn} from '../../src/elements/assent-flow.js';
import type {Act, Offer} from '../../src/protocol/agreement.js';
import {AssentError} from '../../src/protocol/errors.js';
import {until} from './page.js';
import {consentTerms, sampleTerms} from './sample-terms.js';
import {hashOf, ScriptedAssent, type Script} from './scripted-assent.js';

const german = {...sampleTerms, locale: 'de', title: 'Nutzungsbedingungen'};

/** A flow, and a client whose agreements come when the test lets them, call by call. */
function held(script: Partial<Script> = {}) {
  const client = new ScriptedAssent({documents: [sampleTerms, consentTerms], translations: [german], ...script});
  const calls = client.holdAgreements();
  const answer = async (call: number) => void (await until(() => calls[call], 'the call'))();
  return {client, flow: new AssentFlow(() => {}), answer};
}

/** A flow that asks. */
async function asking(script: Partial<Script> = {}) {
  const client = new ScriptedAssent({documents: [sampleTerms, consentTerms], ...script});
  const flow = new AssentFlow(() => {});
  await flow.start(client);
  return {client, flow};
}

const answered = (flow: AssentFlow, count: number) => until(() => flow.answers.length === count && flow.phase !== 'busy', `${count} answers`);

describe('the flow of questions', () => {
  it('keeps to what was asked last, whichever answer comes last', async () => {
    const {client, flow, answer} = held();
    const begun = [flow.start(client, ['terms-of-service']), flow.start(client, ['privacy-policy'])];
    await answer(1);
    await begun[1];
    await answer(0);
    await begun[0];
    expect(flow.questions.map(({document}) => document)).to.deep.equal(['privacy-policy']);
  });

  it('takes the failure of an earlier question for none of its own', async () => {
    const {client, flow, answer} = held();
    const begun = [flow.start(client), flow.start(client)];
    await answer(1);
    await begun[1];
    client.script.agreementsError = new AssentError('offline', '');
    await answer(0);
    await begun[0];
    expect([flow.phase, flow.error]).to.deep.equal(['asking', undefined]);
  });

  it('begins anew with nothing answered', async () => {
    const {client, flow} = await asking();
    await flow.answer(client, 'decline', {});
    await answered(flow, 1);
    client.made.length = 0;
    const begun = flow.start(client);
    expect([flow.phase, flow.question, flow.answers.length]).to.deep.equal(['loading', undefined, 0]);
    await begun;
    expect(flow.question!.document).to.equal('terms-of-service');
  });

  it('goes over to the language that was chosen last, whichever text comes last', async () => {
    const {client, flow, answer} = held();
    const begun = flow.start(client);
    await answer(0);
    await begun;
    const chosen = [flow.translate(client, 'de'), flow.translate(client, 'en')];
    await answer(2);
    await chosen[1];
    await answer(1);
    await chosen[0];
    expect(flow.question!.offer.text.locale).to.equal('en');
  });

  it('changes no text under an answer that is being saved', async () => {
    const {client, flow, answer} = held({act: 'never'});
    const begun = flow.start(client);
    await answer(0);
    await begun;
    const chosen = flow.translate(client, 'de');
    void flow.answer(client, 'accept', {});
    await answer(1);
    await chosen;
    expect([flow.phase, flow.question!.offer.text.locale]).to.deep.equal(['busy', 'en']);
  });

  it('says that a language could not be had', async () => {
    const {client, flow} = await asking();
    client.script.agreementsError = new AssentError('offline', '');
    await flow.translate(client, 'de');
    expect(flow.phase).to.equal('failed');
  });

  it('shows an answer that comes after it began anew nowhere', async () => {
    const {client, flow} = await asking({act: 'saved'});
    const act = await flow.answer(client, 'accept', {});
    client.made.length = 0;
    await flow.start(client);
    client.record();
    await act!.recorded;
    await new Promise(resolve => setTimeout(resolve));
    expect([flow.phase, flow.answers.length]).to.deep.equal(['asking', 0]);
  });

  it('says of no question that an answer before it began anew was not saved', async () => {
    const {client, flow} = await asking();
    let fail = (_: unknown) => {};
    client.accept = () => new Promise((_, reject) => (fail = reject));
    const answer = flow.answer(client, 'accept', {});
    await flow.start(client);
    fail(new AssentError('not_saved', ''));
    expect([await answer, flow.error]).to.deep.equal([undefined, undefined]);
  });

  it('takes an act that could not be kept for no answer', async () => {
    const {client, flow} = await asking();
    const error = new AssentError('not_saved', '');
    const accept = client.accept.bind(client);
    client.accept = async (...given) => ({...(await accept(...given)), state: 'unsaved', error});
    expect(await flow.answer(client, 'accept', {})).to.equal(undefined);
    expect([flow.phase, flow.error, flow.answers.length]).to.deep.equal(['asking', error, 0]);
  });

  it('asks again for what was refused alone', async () => {
    const {client, flow} = await asking();
    await flow.answer(client, 'accept', {});
    await answered(flow, 1);
    client.script.act = 'refused';
    await flow.answer(client, 'accept', {});
    await until(() => flow.phase === 'answered', 'both answers');
    expect(flow.answers.map(({state}) => state)).to.deep.equal(['recorded', 'refused']);
    flow.askAgain();
    expect(flow.questions.map(({document}) => document)).to.deep.equal(['privacy-policy']);
    expect([flow.phase, flow.answers.length]).to.deep.equal(['asking', 0]);
  });
});

describe('the text that was accepted before', () => {
  const offer = (version: string): Offer => ({
    version,
    announcedAt: '2026-01-01T00:00:00Z',
    effectiveAt: '2026-01-01T00:00:00Z',
    assent: 'explicit',
    change: 'material',
    text: {locale: 'en', hash: hashOf({...sampleTerms, version}), title: '', bytes: 1},
    locales: ['en'],
  });
  const act = (type: Act['type'], version: string, locale = 'en'): Act => ({id: '', type, version, hash: hashOf({...sampleTerms, version, locale}), at: '2026-01-02T00:00:00Z'});
  const since = (...acts: Act[]) => questionsIn([{document: 'terms-of-service', status: 'due', offers: [offer('2'), offer('3')], acts}], new Date())[0]!.since;

  it('is the last one, by a click or by use', () => {
    expect(since(act('accept', '1'), act('continue', '2'), act('decline', '3'))).to.equal('sha256:terms-of-service-2-en');
    expect(since(act('continue', '1'), act('accept', '2'))).to.equal('sha256:terms-of-service-2-en');
    expect(since(act('notice', '2'), act('decline', '2'))).to.equal(undefined);
  });

  it('is compared in the language that is offered now, else as it was accepted', () => {
    expect(since(act('accept', '2', 'de'))).to.equal('sha256:terms-of-service-2-en');
    expect(since(act('accept', '1', 'de'))).to.equal('sha256:terms-of-service-1-de');
  });
});
