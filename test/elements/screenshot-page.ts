import '../../src/define.js';
import type {TermsDocument} from '../../src/document/model.js';
import {AssentError} from '../../src/protocol/errors.js';
import {registerStrings} from '../../src/elements/localizer.js';
import {en} from '../../src/elements/strings/en.js';
import {arabicTerms, chineseTerms, consentTerms, hostileTerms, sampleTerms} from './sample-terms.js';
import {ScriptedAssent, type Script} from './scripted-assent.js';

// The layout from right to left; the words are still to come.
registerStrings('ar', en);

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
  locale: string;
  element?: 'dialog' | 'terms';
  dismissible?: boolean;
  script?: Omit<Partial<Script>, 'agreementsError' | 'termsError'> & {termsError?: 'offline' | 'hash_mismatch'; agreementsError?: 'offline'};
  press?: 'accept' | 'decline';
  scrollTo?: string;
}

window.show = async ({text, terms, locale, element = 'dialog', dismissible = false, script = {}, press, scrollTo}) => {
  const {termsError, agreementsError, ...rest} = script;
  const client = new ScriptedAssent({
    documents: terms ? [terms] : texts[text]!,
    ...rest,
    ...(termsError && {termsError: new AssentError(termsError, '')}),
    ...(agreementsError && {agreementsError: new AssentError(agreementsError, '')}),
  }, locale);
  document.querySelector('#stage')!.replaceChildren();
  if (element === 'terms') {
    const reader = document.createElement('assent-terms');
    reader.locale = locale;
    reader.terms = client.script.documents[0]!;
    document.querySelector('#stage')!.append(reader);
    return;
  }
  const dialog = document.createElement('assent-dialog');
  Object.assign(dialog, {client, dismissible, open: true});
  document.querySelector('#stage')!.append(dialog);
  if (!press && !scrollTo) return;
  await new Promise(resolve => setTimeout(resolve, 400));
  const root = dialog.shadowRoot!;
  if (scrollTo) root.querySelector('assent-terms')!.scrollToClause(scrollTo);
  if (press) root.querySelector<HTMLElement>(`[part~=${press}]`)!.click();
};
