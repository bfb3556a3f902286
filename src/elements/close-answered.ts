import type {Assent, AssentChangeEvent} from '../client/assent.js';
import {owesAnswer} from '../protocol/agreement-status.js';
import type {AssentDialog} from './assent-dialog.js';

const watched = new WeakMap<Assent, Set<Element>>();

/** Closes the dialog of a gate once all that it asks was answered elsewhere: in another tab, or by another gate. */
export function closeAnswered(gate: Element, client: Assent): void {
  void look(gate, client);
  const gates = watched.get(client);
  if (gates) return void gates.add(gate);
  const mine = new Set([gate]);
  watched.set(client, mine);
  client.addEventListener('change', event => {
    if ((event as AssentChangeEvent).what === 'agreements') for (const one of mine) void look(one, client);
  });
}

async function look(gate: Element, client: Assent): Promise<void> {
  const agreements = await client.agreements().catch(() => undefined);
  const owed = agreements?.filter(({status}) => owesAnswer(status));
  const dialog = gate.shadowRoot?.querySelector<AssentDialog>('assent-dialog');
  // While it is busy, or says what came of an answer, that is its own.
  const asks = dialog?.open && dialog.client === client && dialog.shadowRoot?.querySelector('.panel.asking');
  if (asks && owed && !owed.some(({document}) => dialog.documents!.includes(document))) dialog.close('answered');
}
