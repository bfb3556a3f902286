import {ItemSchema, readStored, type Item, type KeptReceipt, type Outcome} from './item.js';
import {itemKey, receiptKey, type Outbox} from './outbox.js';
import type {Writes} from './store.js';

/** Takes in what became of items: a receipt comes in and its item goes out in one transaction. */
export function settle({store}: Pick<Outbox, 'store'>, outcomes: readonly Outcome[]): Promise<void> {
  return store.change(
    outcomes.map(({item}) => itemKey(item.id)),
    stored => ({
      writes: outcomes.flatMap((outcome, index) => settled(outcome, readStored(ItemSchema, stored[index]))),
      result: undefined,
    }),
  );
}

/** The receipt as it is stored, with the record that it proves. */
export function keptReceipt({item: {person, text, choices, linked}, receipt}: Outcome & {kind: 'recorded'}): KeptReceipt {
  return {v: 1, person, text, ...(choices && {choices}), ...(linked && {linked}), ...receipt};
}

function settled(outcome: Outcome, stored: Item | undefined): Writes {
  const {item, kind} = outcome;
  if (kind === 'recorded') {
    return [
      [receiptKey(item.person, item.id), keptReceipt(outcome)],
      [itemKey(item.id), undefined],
    ];
  }
  // Another tab has settled it, or the person has discarded it.
  if (!stored) return [];
  const attempts = stored.attempts + 1;
  if (kind === 'later') return [[itemKey(item.id), {...stored, attempts}]];
  return [[itemKey(item.id), {...stored, attempts, state: kind, problem: outcome.problem}]];
}
