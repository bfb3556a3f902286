import type {Assent, AssentAct, Receipt} from '../client/assent.js';
import type {AssentError} from '../protocol/errors.js';

const REACHES_THE_PAGE = {bubbles: true, composed: true};

/** The text that an event is about. */
export interface ShownText {
  /** The document's id. */
  readonly document: string;
  readonly version: string;
  readonly hash: string;
}

/** Before an acceptance is recorded. Cancel it, and nothing is recorded. */
export class AssentBeforeAcceptEvent extends Event {
  readonly text: ShownText;
  /** Answers to the separate consents, as the switches stand. */
  readonly choices: Readonly<Record<string, boolean>>;

  constructor(text: ShownText, choices: Readonly<Record<string, boolean>>) {
    super('assent-before-accept', {...REACHES_THE_PAGE, cancelable: true});
    this.text = text;
    this.choices = choices;
  }
}

/** Before a refusal is recorded. Cancel it, and nothing is recorded. */
export class AssentBeforeDeclineEvent extends Event {
  readonly text: ShownText;

  constructor(text: ShownText) {
    super('assent-before-decline', {...REACHES_THE_PAGE, cancelable: true});
    this.text = text;
  }
}

/** The acceptance is safe on this device, or recorded; `act.recorded` settles later. */
export class AssentAcceptedEvent extends Event {
  readonly act: AssentAct;

  constructor(act: AssentAct) {
    super('assent-accepted', REACHES_THE_PAGE);
    this.act = act;
  }
}

/** The refusal is safe on this device, or recorded. The page may now sign out or limit what it offers. */
export class AssentDeclinedEvent extends Event {
  readonly act: AssentAct;

  constructor(act: AssentAct) {
    super('assent-declined', REACHES_THE_PAGE);
    this.act = act;
  }
}

/** The withdrawal is safe on this device, or recorded. */
export class AssentWithdrawnEvent extends Event {
  readonly act: AssentAct;

  constructor(act: AssentAct) {
    super('assent-withdrawn', REACHES_THE_PAGE);
    this.act = act;
  }
}

/** The backend's receipt for an act was seen and matches. */
export class AssentRecordedEvent extends Event {
  readonly act: AssentAct;
  readonly receipt: Receipt;

  constructor(act: AssentAct, receipt: Receipt) {
    super('assent-recorded', REACHES_THE_PAGE);
    this.act = act;
    this.receipt = receipt;
  }
}

/** Something failed, and the person was told. */
export class AssentErrorEvent extends Event {
  readonly error: AssentError;

  constructor(error: AssentError) {
    super('assent-error', REACHES_THE_PAGE);
    this.error = error;
  }
}

/** The beginning of a text can be read. */
export class AssentTextShownEvent extends Event {
  readonly hash: string;

  constructor(hash: string) {
    super('assent-text-shown', REACHES_THE_PAGE);
    this.hash = hash;
  }
}

/** The end of a text came into view. */
export class AssentEndReachedEvent extends Event {
  constructor() {
    super('assent-end-reached', REACHES_THE_PAGE);
  }
}

/** What a gate fires on the document when it has got a client: who has none asks for it. */
export const CLIENT_OFFER = 'assent-client-offer';

/** Asks the page for a client, for an element that was given none; a gate answers with its own. */
export class AssentClientRequestEvent extends Event {
  readonly answer: (client: Assent) => void;

  constructor(answer: (client: Assent) => void) {
    super('assent-client-request', REACHES_THE_PAGE);
    this.answer = answer;
  }
}

/** Why a dialog closed: every document was answered, the person put it off, or the page closed it. */
export type CloseReason = 'answered' | 'later' | 'page';

/** The dialog closed. */
export class AssentCloseEvent extends Event {
  readonly reason: CloseReason;

  constructor(reason: CloseReason) {
    super('assent-close', REACHES_THE_PAGE);
    this.reason = reason;
  }
}
