import type {AssentAct} from '../client/assent.js';
import type {ShownText} from './events.js';

const REACHES_THE_PAGE = {bubbles: true, composed: true};

/** Before a withdrawal is recorded. Cancel it, and nothing is recorded. */
export class AssentBeforeWithdrawEvent extends Event {
  readonly text: ShownText;

  constructor(text: ShownText) {
    super('assent-before-withdraw', {...REACHES_THE_PAGE, cancelable: true});
    this.text = text;
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
