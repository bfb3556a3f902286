import {ItemSchema, readStored, type Item, type KeptReceipt, type Outcome} from './item.js';
import {itemKey, receiptKey, type Outbox} from './outbox.js';
import type {Writes} from './store.js';

type Proved = Outcome & {kind: 'recorded'};

/** Takes in what became of items: a receipt comes in and its item goes out in one transaction. */
export function settle({store}: Pick<Outbox, 'store'>, outcomes: readonly Outcome[]): Promise<void> {
  const proved = outcomes.filter(outcome => outcome.kind === 'recorded');
  const others = outcomes.filter(outcome => outcome.kind !== 'recorded');
  // A receipt comes in whatever has become of its item: only the other items have to be read.
  return store.change(
    others.map(({item}) => itemKey(item.id)),
    stored => ({
      writes: [...proved.flatMap(exchanged), ...others.flatMap((outcome, index) => marked(outcome, readStored(ItemSchema, stored[index])))],
      result: undefined,
    }),
  );
}

/** The receipt as it is stored, with the record that it proves. */
export function keptReceipt({item: {person, text, choices, linked}, receipt}: Proved): KeptReceipt {
  return {v: 1, person, text, ...(choices && {choices}), ...(linked && {linked}), ...receipt};
}

function exchanged(outcome: Proved): Writes {
  const {person, id} = outcome.item;
  return [
    [receiptKey(person, id), keptReceipt(outcome)],
    [itemKey(id), undefined],
  ];
}

function marked(outcome: Exclude<Outcome, Proved>, stored: Item | undefined): Writes {
  // Another tab has settled it, or the person has discarded it.
  if (!stored) return [];
  const attempts = stored.attempts + 1;
  const {kind} = outcome;
  return [[itemKey(stored.id), {...stored, attempts, ...(kind !== 'later' && {state: kind, problem: outcome.problem})}]];
}
