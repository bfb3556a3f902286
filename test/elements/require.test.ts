// `assent.require` with the real gate, its dialog and a real backend: rules that are asked when they are needed.
import {expect} from 'chai';
import '../../src/define.js';
import {AssentChangeEvent, type Assent, type RequireOptions} from '../../src/client/assent.js';
import type {AssentRequireEvent} from '../../src/client/require-event.js';
import type {AssentDialog} from '../../src/elements/assent-dialog.js';
import type {AssentInline} from '../../src/elements/assent-inline.js';
import type {AssentGate} from '../../src/elements/assent-gate.js';
import {DIALOG_PARTS} from '../../src/elements/parts.js';
import {Backend, closeClients, codeOf} from '../client/backend.js';
import {inside, place, until} from './page.js';

const RULES = 'recording-rules';
const TERMS = 'terms-of-service';
const CUT = {fault: {kind: 'cut-before'}} as const;

const dialogs = (gate: AssentGate) => [...gate.renderRoot.querySelectorAll<AssentDialog>('assent-dialog')];
const dialogFor = (gate: AssentGate, document: string) =>
  until(() => dialogs(gate).find(dialog => dialog.documents!.includes(document)), `the dialog for ${document}`);
const press = async (dialog: AssentDialog, part: string) =>
  (await until(() => dialog.shadowRoot!.querySelector<HTMLElement>(`[part~=${part}]:enabled`), part)).click();
const goOn = async (dialog: AssentDialog) => (await until(() => dialog.shadowRoot!.querySelector<HTMLElement>('.outcome .button'), 'the outcome')).click();

/** Lets a promise take its time; tells whether it has settled within a moment. */
const isOpen = (promise: Promise<unknown>) => {
  let open = true;
  promise.then(() => (open = false), () => (open = false));
  return new Promise<boolean>(resolve => setTimeout(() => resolve(open), 150));
};

describe('what an app requires', () => {
  let backend: Backend;
  let client: Assent;
  let gate: AssentGate;

  beforeEach(async () => {
    backend = await Backend.open({publish: false});
    const texts = [{locale: 'en', source: '# Rules for recordings\n\n1. Tell the others that you record.\n'}];
    await backend.publish('1', {document: RULES, texts, ask: 'on-use'});
    client = backend.client();
  });
  afterEach(() => {
    gate?.remove();
    closeClients();
  });

  const open = async () => (gate = await place<AssentGate>('assent-gate', {client}));
  const require = (options?: RequireOptions) => client.require(RULES, options);

  it('is not asked before it is used, and lets nobody pass before they agree', async () => {
    await open();
    expect(await gate.check()).to.deep.equal([]);
    Object.assign(gate, {locale: 'de', strings: {accept: 'Ja'}});
    const passage = require();
    const dialog = await dialogFor(gate, RULES);
    expect(dialog).to.include({locale: 'de', strings: gate.strings});
    expect([dialog.getAttribute('part'), dialog.getAttribute('exportparts')], 'styled as any other').to.deep.equal(['dialog', DIALOG_PARTS]);
    await press(dialog, 'accept');
    expect(await isOpen(passage)).to.equal(true);
    await goOn(dialog);
    expect(await passage).to.deep.equal({allowed: true});
    expect(dialogs(gate)).to.deep.equal([]);
    await until(async () => (await backend.records()).length === 1, 'the record');
    expect(JSON.parse((await backend.records())[0]!.body)).to.deep.include({type: 'accept', made: {by: 'ui', trusted: false}});
    // And again: nothing is asked.
    expect(await require()).to.deep.equal({allowed: true});
  });

  it('is not had by declining, by putting it off, or by giving up', async () => {
    await open();
    const putOff = codeOf(require());
    inside(await dialogFor(gate, RULES).then(dialog => until(() => dialog.shadowRoot!.querySelector('[part~=close]') && dialog, 'the button')), '[part~=close]').click();
    expect(await putOff).to.equal('put_off');

    const given = new AbortController();
    const abandoned = codeOf(require({signal: given.signal}));
    await dialogFor(gate, RULES);
    given.abort();
    expect(await abandoned).to.equal('aborted');
    await until(() => dialogs(gate).length === 0, 'the dialog to go');

    const declined = codeOf(require());
    const dialog = await dialogFor(gate, RULES);
    await press(dialog, 'decline');
    await goOn(dialog);
    expect(await declined).to.equal('declined');
    // Whoever uses it again has changed their mind, perhaps.
    const again = require();
    const second = await dialogFor(gate, RULES);
    await press(second, 'accept');
    await goOn(second);
    expect(await again).to.deep.equal({allowed: true});
  });

  for (const [where, placed] of [['in a dialog', false], ['in a block of the page', true]] as const) {
    it(`is asked ${where} for as long as they have not answered anew who have declined, whatever changes meanwhile`, async () => {
      await open();
      const block = placed && (await place<AssentInline>('assent-inline', {client, documents: [RULES], whenRequired: true, open: false}));
      if (block) block.setAttribute('documents', RULES);
      const ask = async () => block || dialogFor(gate, RULES);
      const declined = codeOf(require());
      const first = await ask();
      await press(first, 'decline');
      await goOn(first);
      expect(await declined).to.equal('declined');
      const again = require();
      const second = await ask();
      await until(() => second.shadowRoot!.querySelector('[part~=accept]:enabled'), 'the question');
      client.dispatchEvent(new AssentChangeEvent('agreements'));
      // As another tab's answer would close it.
      expect(await isOpen(again)).to.equal(true);
      await press(second, 'accept');
      await goOn(second);
      expect(await again).to.deep.equal({allowed: true});
    });
  }

  it('closes where they have declined once more in another tab', async () => {
    await open();
    await (await client.decline(RULES)).recorded;
    const passage = codeOf(require());
    const dialog = await dialogFor(gate, RULES);
    await until(() => dialog.shadowRoot!.querySelector('[part~=accept]:enabled'), 'the question');
    await (await backend.client().decline(RULES)).recorded;
    expect(await passage).to.equal('declined');
  });

  it('is asked once for two who need it, and goes on when one of them gives up', async () => {
    await open();
    const given = new AbortController();
    // Whoever has the text asks next: one of them by that signal, the other by none, the reader by its own.
    let have = 0;
    const terms = client.terms.bind(client);
    client.terms = (hash, options) => terms(hash, options).finally(() => (have += [given.signal, undefined].includes(options?.signal) ? 1 : 0));
    const [first, second] = [codeOf(require({signal: given.signal})), require()];
    const dialog = await dialogFor(gate, RULES);
    await until(() => have === 2, 'both to ask');
    expect(await isOpen(second)).to.equal(true);
    given.abort();
    expect(await first).to.equal('aborted');
    expect(await isOpen(second)).to.equal(true);
    expect(dialogs(gate)).to.have.length(1);
    await press(dialog, 'accept');
    await goOn(dialog);
    expect(await second).to.deep.equal({allowed: true});
  });

  it('waits for the question that is on the screen, and takes its answer', async () => {
    await backend.publish('1');
    await open();
    const arrival = await dialogFor(gate, TERMS);
    const [terms, rules] = [client.require(TERMS), require()];
    expect(await isOpen(Promise.race([terms, rules]))).to.equal(true);
    expect(dialogs(gate)).to.have.length(1);
    await press(arrival, 'accept');
    await goOn(arrival);
    expect(await terms).to.deep.equal({allowed: true});
    const dialog = await dialogFor(gate, RULES);
    await press(dialog, 'accept');
    await goOn(dialog);
    expect(await rules).to.deep.equal({allowed: true});
  });

  it('waits for what the page itself or another gate asks, and is not asked of who has given up by then', async () => {
    await backend.publish('1');
    await open();
    await press(await dialogFor(gate, TERMS), 'accept');
    await goOn(dialogs(gate)[0]!);
    await until(() => dialogs(gate).length === 0, 'the gate to be done');
    const own = await place<AssentDialog>('assent-dialog', {client, documents: [TERMS], open: true});
    const other = await place<AssentGate>('assent-gate', {});
    for (const parent of [document.body, other.renderRoot]) {
      parent.append(own);
      own.show();
      await own.updateComplete;
      const given = new AbortController();
      const passage = codeOf(require({signal: given.signal}));
      expect(await isOpen(passage)).to.equal(true);
      expect(dialogs(gate)).to.deep.equal([]);
      given.abort();
      own.close();
      expect(await passage).to.equal('aborted');
      await new Promise(resolve => setTimeout(resolve, 100));
      expect(dialogs(gate)).to.deep.equal([]);
    }
  });

  it('is saved on a device that is offline, and lets the person go on', async () => {
    await open();
    const {text} = (await client.agreements())[0]!.offers[0]!;
    await client.terms(text.hash);
    await backend.faults(CUT);
    const passage = require();
    const dialog = await dialogFor(gate, RULES);
    await press(dialog, 'accept');
    await goOn(dialog);
    expect(await passage).to.deep.equal({allowed: true});
    expect(await backend.records()).to.deep.equal([]);
    await backend.faults();
    await client.flush();
    expect(await backend.records()).to.have.length(1);
  });

  it('blocks in an outage, or lets go on and says so for as long as that is not settled', async () => {
    await backend.faults(CUT); // before the gate could ask
    await open();
    expect(await codeOf(require())).to.equal('agreements_unknown');
    expect(await client.marks()).to.deep.equal([]);
    expect(await require({outage: 'allow-and-mark'})).to.deep.equal({allowed: true, marked: 'agreements-unknown'});
    const [mark, ...rest] = await backend.client().marks();
    expect(rest).to.deep.equal([]);
    expect(mark).to.include({document: RULES, marked: 'agreements-unknown'});

    // It is known again how they stand, but the text is out of reach.
    await backend.faults({...CUT, path: (await backend.faults(), await client.agreements({fresh: true}))[0]!.offers[0]!.text.hash});
    expect(await codeOf(require())).to.equal('agreements_unknown');
    expect(await require({outage: 'allow-and-mark'})).to.deep.equal({allowed: true, marked: 'text-unavailable'});

    await backend.faults();
    const passage = require();
    const dialog = await dialogFor(gate, RULES);
    await press(dialog, 'accept');
    await goOn(dialog);
    expect(await passage).to.deep.equal({allowed: true});
    expect(await client.marks()).to.deep.equal([]);
  });

  it('says what to do where nothing can ask, and that nothing was published', async () => {
    const error = await require({outage: 'allow-and-mark'}).catch(error => error);
    expect(error).to.include({name: 'AssentError', code: 'gate_missing'});
    expect(error.advice).to.contain('<assent-gate>');
    expect(await codeOf(client.require('another-document', {outage: 'allow-and-mark'}))).to.equal('not_offered');
  });

  it('may be asked by a face of the app’s own, whose word is not taken for it', async () => {
    let accepts = false;
    client.addEventListener('require', event => {
      event.respondWith(async () => accepts && client.accept(event.document, {made: {by: 'ui', trusted: true}}));
    });
    // Whoever comes second is not asked.
    client.addEventListener('require', (event: AssentRequireEvent) => event.respondWith(() => Promise.reject(new Error('Not me.'))));
    expect(await codeOf(require())).to.equal('put_off');
    accepts = true;
    expect(await require()).to.deep.equal({allowed: true});
  });

  it('is asked in a block of the page, beside the control that needs it', async () => {
    await open();
    const block = await place<AssentInline>('assent-inline', {client, documents: [RULES], whenRequired: true, open: false});
    block.setAttribute('documents', RULES);
    block.setAttribute('when-required', '');
    await new Promise(resolve => setTimeout(resolve, 100));
    expect(block.shadowRoot!.querySelector('[part~=accept]')).to.equal(null);
    const given = new AbortController();
    const abandoned = codeOf(require({signal: given.signal}));
    await until(() => block.shadowRoot!.querySelector('[part~=accept]:enabled'), 'the question');
    given.abort();
    expect(await abandoned).to.equal('aborted');
    await until(() => !block.open, 'the block to go');
    const passage = require();
    const button = await until(() => block.shadowRoot!.querySelector<HTMLElement>('[part~=accept]:enabled'), 'the button in the block');
    expect(dialogs(gate)).to.deep.equal([]);
    button.click();
    expect(await isOpen(passage)).to.equal(true);
    await goOn(block);
    expect(await passage).to.deep.equal({allowed: true});
    block.remove();
  });

  it('is asked on arrival where the page names it', async () => {
    gate = await place<AssentGate>('assent-gate', {client, documents: [RULES]});
    expect((await dialogFor(gate, RULES)).dismissible).to.equal(false);
  });
});
