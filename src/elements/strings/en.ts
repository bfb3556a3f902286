import type {further} from './en-further.js';

/**
 * What the reader and the gate say. A `{name}` stands for a value that is put in as text. `strings` of any
 * element overrides single ones.
 */
export const en = {
  accept: 'Agree',
  decline: 'Decline',
  statement: 'By choosing {accept} you accept the {title}, version {version}.',
  version: 'Version {version}',
  effective: 'Effective {date}',
  effectiveFrom: 'Takes effect on {date}',
  updated: 'Last updated {date}',
  step: 'Document {number} of {count}',
  otherLanguage: 'This text is shown in {language}.',
  later: 'Not now',
  close: 'Close',
  continue: 'Continue',
  retry: 'Try again',
  loading: 'Loading the text…',
  consents: 'Your choice: optional, and off unless you switch it on',
  sensitive: 'Sensitive data',
  clause: 'Clause {number}',
  accepted: 'You accepted the {title}',
  declined: 'You declined the {title}',
  saved: 'Saved on this device. It will be sent when you are back online.',
  savedOnline: 'Saved on this device. It will be sent as soon as the service answers.',
  stop: '. ',
  recorded: 'Recorded',
  reference: 'Reference {reference}',
  refused: 'Not recorded: {title}',
  refusedAdvice: 'The service refused it. Please read the text once more and answer again.',
  askAgain: 'Answer again',
  errorLoad: 'The text could not be loaded',
  errorLoadAdvice: 'Please try again in a moment.',
  errorOffline: 'You are offline',
  errorOfflineAdvice: 'This text is not on this device yet. Connect to the internet and try again.',
  errorHash: 'This is not the text that was published',
  errorHashAdvice: 'What arrived does not match its fingerprint, so it is neither shown nor can it be accepted.',
  errorNotSaved: 'Your answer was not saved: this device cannot keep it, and there is no connection. Please connect and choose again.',
  errorFull: 'Your answer was not saved: too many answers wait on this device. Please connect, so that they can be sent, and choose again.',
  errorAct: 'Your answer was not saved. Please choose again.',
  keyClause: 'Important',
  explain: 'What this means',
  newTab: '(opens in a new tab)',
  table: 'Table',
  preamble: 'Text above the title',
  contents: 'Contents',
  search: 'Search the text',
} as const;

/** The words of one language. */
export type Strings = Record<keyof typeof en | keyof typeof further, string>;
