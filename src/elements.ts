// The element classes. This door registers nothing: `assent/define` does.
export {AssentBanner} from './elements/assent-banner.js';
export {AssentCheckbox} from './elements/assent-checkbox.js';
export {AssentDialog} from './elements/assent-dialog.js';
export {AssentElement} from './elements/assent-element.js';
export {AssentGate} from './elements/assent-gate.js';
export {AssentHistory} from './elements/assent-history.js';
export {AssentInline} from './elements/assent-inline.js';
export {AssentStanding} from './elements/assent-standing.js';
export {AssentLanguage} from './elements/assent-language.js';
export {AssentTerms} from './elements/assent-terms.js';
export {AssentAppealedEvent, AssentBeforeAppealEvent} from './elements/appeal-events.js';
export {
  AssentAcceptedEvent,
  AssentBeforeAcceptEvent,
  AssentBeforeDeclineEvent,
  AssentClientRequestEvent,
  AssentCloseEvent,
  AssentDeclinedEvent,
  AssentEndReachedEvent,
  AssentErrorEvent,
  AssentRecordedEvent,
  AssentTextShownEvent,
  AssentWithdrawnEvent,
} from './elements/events.js';
export type {CloseReason, ShownText} from './elements/events.js';
export {registerStrings} from './elements/localizer.js';
export {en} from './elements/strings/en.js';
export {further as enFurther} from './elements/strings/en-further.js';
export type {Strings} from './elements/strings/en.js';
