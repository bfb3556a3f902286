import type {Agreement} from '../protocol/agreement.js';
import {owesAnswer} from '../protocol/agreement-status.js';
import type {AssentDialog} from './assent-dialog.js';

/** Closes a dialog once nothing that it asks is owed any more: it was answered in another tab, or in another dialog. */
export function closeAnswered(dialog: AssentDialog, agreements: readonly Agreement[]): void {
  // While it is busy, or says what came of an answer, that is its own.
  const asks = dialog.open && dialog.shadowRoot?.querySelector('.panel.asking');
  const owed = agreements.some(({document, status}) => owesAnswer(status) && dialog.documents!.includes(document));
  if (asks && !owed) dialog.close('answered');
}
