// Registers every <assent-…> element. Loading it twice, or beside another copy, changes nothing.
import type {AssentAppealedEvent, AssentBeforeAppealEvent} from './elements/appeal-events.js';
import type {AssentBanner} from './elements/assent-banner.js';
import type {AssentCheckbox} from './elements/assent-checkbox.js';
import type {AssentDialog} from './elements/assent-dialog.js';
import type {AssentGate} from './elements/assent-gate.js';
import type {AssentHistory} from './elements/assent-history.js';
import type {AssentInline} from './elements/assent-inline.js';
import type {AssentStanding} from './elements/assent-standing.js';
import type {AssentLanguage} from './elements/assent-language.js';
import type {AssentTerms} from './elements/assent-terms.js';
import type {
  AssentAcceptedEvent,
  AssentBeforeAcceptEvent,
  AssentBeforeDeclineEvent,
  AssentCloseEvent,
  AssentDeclinedEvent,
  AssentEndReachedEvent,
  AssentErrorEvent,
  AssentRecordedEvent,
  AssentTextShownEvent,
  AssentWithdrawnEvent,
} from './elements/events.js';
import {registerElements} from './elements/register.js';
import {registerFurther} from './elements/register-further.js';
import {registerLanguage} from './elements/register-language.js';

registerElements();
registerFurther();
registerLanguage();

declare global {
  interface HTMLElementTagNameMap {
    'assent-terms': AssentTerms;
    'assent-dialog': AssentDialog;
    'assent-gate': AssentGate;
    'assent-banner': AssentBanner;
    'assent-checkbox': AssentCheckbox;
    'assent-history': AssentHistory;
    'assent-inline': AssentInline;
    'assent-language': AssentLanguage;
    'assent-standing': AssentStanding;
  }

  interface HTMLElementEventMap {
    'assent-before-accept': AssentBeforeAcceptEvent;
    'assent-before-decline': AssentBeforeDeclineEvent;
    'assent-accepted': AssentAcceptedEvent;
    'assent-declined': AssentDeclinedEvent;
    'assent-before-appeal': AssentBeforeAppealEvent;
    'assent-appealed': AssentAppealedEvent;
    'assent-withdrawn': AssentWithdrawnEvent;
    'assent-recorded': AssentRecordedEvent;
    'assent-error': AssentErrorEvent;
    'assent-text-shown': AssentTextShownEvent;
    'assent-end-reached': AssentEndReachedEvent;
    'assent-close': AssentCloseEvent;
  }
}
