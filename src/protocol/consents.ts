import type {Act} from './agreement.js';

/** What of an act bears on the consents that a text asks for apart. */
export type ConsentDeed = Pick<Act, 'choices'> & {type: string};

/** By the ids of the consents; one that is absent is not given. */
export type Given = Readonly<Record<string, boolean>>;

/**
 * What is given apart after an act, and what was before it. `asked` are the consents that the text of the act asks for,
 * or undefined where it cannot be had.
 *
 * An acceptance with choices asked for each: they hold from then on. One without asked for none, as an answer by mail or
 * by use does, and says nothing; but what its text does not ask for has ended. Whoever declines or withdraws ends all.
 */
export function givenAfter(before: Given, {type, choices}: ConsentDeed, asked: readonly string[] | undefined): Given {
  if (type === 'decline' || type === 'withdraw') return {};
  if (type !== 'accept' && type !== 'continue') return before;
  if (type === 'accept' && choices) return choices;
  return asked ? Object.fromEntries(Object.entries(before).filter(([id]) => asked.includes(id))) : before;
}

/** The consents that are given after all acts on a document, in the order of the subject's chain. */
export function givenBy<D extends ConsentDeed>(acts: readonly D[], askedIn: (act: D) => readonly string[] | undefined): Given {
  return acts.reduce<Given>((given, act) => givenAfter(given, act, askedIn(act)), {});
}
