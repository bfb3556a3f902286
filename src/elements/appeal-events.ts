import type {AppealAct} from '../client/assent.js';

const REACHES_THE_PAGE = {bubbles: true, composed: true};

/** Before an appeal is recorded. Cancel it, and nothing is recorded. */
export class AssentBeforeAppealEvent extends Event {
  /** The id of the restriction. */
  readonly restriction: string;

  constructor(restriction: string) {
    super('assent-before-appeal', {...REACHES_THE_PAGE, cancelable: true});
    this.restriction = restriction;
  }
}

/** The appeal and its attachments are safe on this device, or recorded; `act.recorded` settles later. */
export class AssentAppealedEvent extends Event {
  readonly act: AppealAct;

  constructor(act: AppealAct) {
    super('assent-appealed', REACHES_THE_PAGE);
    this.act = act;
  }
}
