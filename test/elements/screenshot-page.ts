import '../../src/define.js';
import {AssentUseEvent} from '../../src/client/going-on.js';
import type {AssentTerms} from '../../src/elements/assent-terms.js';
import type {TermsDocument} from '../../src/document/model.js';
import {AssentError} from '../../src/protocol/errors.js';
import {appealOf, restrictionOf} from './sample-restrictions.js';
import {arabicTerms, chineseTerms, consentTerms, hostileTerms, sampleTerms} from './sample-terms.js';
import {hashOf, receiptOf, ScriptedAssent, type Script} from './scripted-assent.js';

const texts: Record<string, TermsDocument[]> = {
  sample: [sampleTerms],
  consents: [consentTerms],
  both: [sampleTerms, consentTerms],
  chinese: [chineseTerms],
  arabic: [arabicTerms],
  hostile: [hostileTerms],
};

declare global {
  interface Window {
    show: (what: Scene) => Promise<void>;
  }
}

/** One picture: which text, in which state. */
export interface Scene {
  text: string;
  terms?: TermsDocument;
  /** The version that the person accepted before. */
  earlier?: TermsDocument;
  /** So many times on to the next change. */
  step?: number;
  locale: string;
  element?: 'dialog' | 'terms' | 'checkbox' | 'history' | 'banner' | 'inline' | 'standing';
  dismissible?: boolean;
  script?: Omit<Partial<Script>, 'agreementsError' | 'termsError'> & {termsError?: 'offline' | 'hash_mismatch'; agreementsError?: 'offline'};
  press?: 'accept' | 'decline' | 'read' | 'later' | 'use';
  tool?: 'contents' | 'search';
  look?: string;
  scrollTo?: string;
}

window.show = async ({text, terms, locale, element = 'dialog', dismissible = false, script = {}, press, scrollTo, tool, look = '', earlier, step = 0}) => {
  const {termsError, agreementsError, ...rest} = script;
  const client = new ScriptedAssent({
    documents: terms ? [terms] : texts[text]!,
    ...rest,
    ...(earlier && {earlier: [earlier]}),
    ...(termsError && {termsError: new AssentError(termsError, '')}),
    ...(agreementsError && {agreementsError: new AssentError(agreementsError, '')}),
  }, locale);
  document.querySelector('#stage')!.replaceChildren();
  if (element === 'terms') {
    const reader = document.createElement('assent-terms');
    reader.locale = locale;
    reader.terms = client.script.documents[0]!;
    document.querySelector('#stage')!.append(reader);
    await reader.updateComplete;
    if (tool) await openTool(reader, tool, look);
    return;
  }
  if (element === 'checkbox') return signUp(client);
  if (element === 'banner') {
    Object.assign(client.script, {status: 'notice', effectiveAt: '2027-01-01T00:00:00Z', ...rest});
    const gate = document.createElement('assent-gate');
    gate.client = client;
    document.querySelector('#stage')!.append(gate);
    if (!press) return;
    const inBanner = (part: string) => gate.shadowRoot!.querySelector('assent-banner')?.shadowRoot!.querySelector<HTMLElement>(`[part~=${part}]`);
    while (!inBanner('accept')) await new Promise(resolve => setTimeout(resolve, 50));
    if (press !== 'use') return inBanner(press)!.click();
    const event = new AssentUseEvent(client.script.documents[0]!.id, client.script.documents[0]!.version);
    client.dispatchEvent(event);
    return event.made!({...(await client.accept(event.document)), type: 'continue'});
  }
  if (element === 'standing') return standing(client, look);
  if (element === 'history') {
    Object.assign(client.script, pastOf(client.script.documents));
    const history = document.createElement('assent-history');
    history.client = client;
    document.querySelector('#stage')!.append(history);
    return;
  }
  const dialog = document.createElement(element === 'inline' ? 'assent-inline' : 'assent-dialog');
  Object.assign(dialog, {client, dismissible, open: true});
  document.querySelector('#stage')!.append(dialog);
  if (!press && !scrollTo && !tool && !step) return;
  const root = dialog.shadowRoot!;
  while (!root.querySelector('[part~=accept]:enabled')) await new Promise(resolve => setTimeout(resolve, 50));
  const onward = () => root.querySelector('assent-terms')!.shadowRoot!.querySelector<HTMLElement>('.since .tool:last-child');
  while (step > 0 && !onward()) await new Promise(resolve => setTimeout(resolve, 50));
  for (let count = 0; count < step; count++) {
    onward()!.click();
    await new Promise(resolve => setTimeout(resolve, 150));
  }
  if (scrollTo) void root.querySelector('assent-terms')!.scrollToClause(scrollTo);
  if (tool) await openTool(root.querySelector('assent-terms')!, tool, look);
  if (press) root.querySelector<HTMLElement>(`[part~=${press}]`)!.click();
};

/** A restriction as it begins, with its form open, under review, or lifted. */
async function standing(client: ScriptedAssent, stage: string): Promise<void> {
  const [terms] = client.script.documents;
  const chinese = client.locale === 'zh-CN';
  const words = chinese
    ? {scope: ['发布内容', '收款'], facts: '2026年11月19日，同一广告在一小时内从两台设备发布了40次。', redress: '您也可以向经认证的争议解决机构或法院寻求救济。', clause: '1.1'}
    : {};
  const filed = {...appealOf(), ...(chinese && {statement: '这些内容并非我所发布：当天我在飞机上，账户被他人盗用。此后我已更换密码。'})};
  const decided = {decidedAt: '2026-11-23T09:00:00Z', by: 'appeals-board', reasons: chinese ? '经核实，相关发布来自被盗用的会话。' : 'The posts came from a session that was not yours.'};
  const stages: Record<string, object> = {
    '': {},
    form: {},
    saved: {appealable: false, appeals: [{...filed, status: 'saved', attachments: filed.attachments.map(one => ({...one, received: false, waiting: true}))}]},
    review: {appealable: false, appeals: [{...filed, status: 'under_review'}]},
    lifted: {appealable: false, state: 'lifted', lifted: {at: '2026-11-23T09:00:00Z', reasons: decided.reasons}, appeals: [{...filed, ...decided, status: 'upheld', attachments: filed.attachments.map(one => ({...one, received: true}))}]},
  };
  client.script.restrictions = stage === 'none' ? [] : [restrictionOf(terms!, {...words, ...stages[stage]})];
  const element = document.createElement('assent-standing');
  Object.assign(element, {client, refresh: 0});
  document.querySelector('#stage')!.append(element);
  await new Promise(resolve => setTimeout(resolve, 300));
  if (stage !== 'form') return;
  element.shadowRoot!.querySelector<HTMLElement>('.button[part~=appeal]')!.click();
  await new Promise(resolve => setTimeout(resolve, 100));
  const root = element.shadowRoot!;
  const field = root.querySelector('textarea')!;
  field.value = filed.statement;
  field.dispatchEvent(new Event('input'));
  root.querySelectorAll<HTMLInputElement>('.chip input')[2]!.click();
  const files = new DataTransfer();
  files.items.add(new File(['x'.repeat(180_000)], 'Boarding pass.txt'));
  files.items.add(new File(['MZ\u0000'], 'photo.png'));
  root.querySelector('.drop')!.dispatchEvent(new DragEvent('drop', {dataTransfer: files, cancelable: true}));
  await new Promise(resolve => setTimeout(resolve, 200));
  root.querySelector('form')!.scrollIntoView();
}

async function openTool(reader: AssentTerms, tool: 'contents' | 'search', look: string): Promise<void> {
  await (tool === 'contents' ? reader.toggleContents() : reader.toggleSearch());
  const input = reader.shadowRoot!.querySelector('input');
  if (!input) return;
  input.value = look;
  input.dispatchEvent(new Event('input'));
}

/** A form with the box in it, as it stands and ticked. */
function signUp(client: ScriptedAssent): void {
  const form = document.createElement('form');
  for (const ticked of [false, true]) {
    const box = document.createElement('assent-checkbox');
    Object.assign(box, {client, document: client.script.documents[0]!.id});
    form.append(box, document.createElement('hr'));
    if (ticked) setTimeout(() => box.shadowRoot!.querySelector<HTMLElement>('.box')?.click(), 200);
  }
  document.querySelector('#stage')!.append(form);
}

/** Two documents accepted, one of them withdrawn before, and an answer that waits. */
function pastOf([first, second]: TermsDocument[]): Partial<Script> {
  const {id, version, locale} = second!;
  return {
    status: 'current',
    choices: {partners: true},
    receipts: [
      receiptOf(first!, 'accept', '2026-03-02T10:00:00Z'),
      receiptOf(first!, 'withdraw', '2026-05-02T10:00:00Z'),
      receiptOf(first!, 'accept', '2026-11-02T10:00:00Z'),
    ],
    outbox: [{id: '019350a4-7b1c-7d3e-9f2a-11c077de4b5f', state: 'saved', type: 'accept', at: '2026-11-23T10:00:00Z', attempts: 1,
      document: {id, version, locale, hash: hashOf(second!)}}],
  };
}
