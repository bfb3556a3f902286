import * as v from 'valibot';
import {readStored, visitorsIn} from '../outbox/item.js';
import type {Agreements, Offer} from '../protocol/agreement.js';
import {AssentError} from '../protocol/errors.js';
import {PresentationSchema} from '../protocol/presentation.js';
import type {DocumentRef, RecordType} from '../protocol/record.js';
import {uncheckedPayload} from '../protocol/unchecked-payload.js';
import {KeptAnswerSchema, type BookParts, type Offered} from './agreement-book.js';
import {fetchTerms} from './terms.js';

export interface ElsewhereParts extends Pick<BookParts, 'store' | 'outbox' | 'transport' | 'person'> {
  /** What this page was answered, in every language. */
  answers: readonly Agreements[];
  ask: (locale: string) => Promise<Agreements>;
}

/**
 * A text that is not offered in the language of the page: one of another language that this person was shown on this
 * device, or one that they have accepted, anywhere. Throws `not_offered` for any other.
 */
export async function offerElsewhere(parts: ElsewhereParts, document: string, hash: string | undefined): Promise<Offered> {
  const {store, person, ask} = parts;
  const stored = (await store.list(`agreements/${person.key}/`)).flatMap(([, value]) => readStored(KeptAnswerSchema, value)?.answer ?? []);
  const answers = [...parts.answers, ...stored].sort((a, b) => Date.parse(b.serverTime) - Date.parse(a.serverTime));
  const offer = hash && (offerOf(answers, document, hash) ?? (await acceptedText({...parts, answers}, document, hash)));
  if (offer) {
    // A record is taken only with a presentation that names its text: one asked for before it was accepted does not.
    const answer = answers.find(one => names(one, hash)) ?? (await ask(offer.text.locale));
    if (names(answer, hash)) return {offer, answer};
  }
  throw new AssentError('not_offered', `No document ${hash ?? document} was offered to this person.`, {advice: 'Ask for the agreements first.'});
}

function offerOf(answers: readonly Agreements[], document: string, hash: string): Offer | undefined {
  return answers.flatMap(({agreements}) => agreements.filter(one => one.document === document).flatMap(({offers}) => offers)).find(({text}) => text.hash === hash);
}

/** What a record says of a text that this person has accepted; an act that was done elsewhere does not tell its language. */
async function acceptedText({store, outbox, transport, person, answers}: ElsewhereParts, document: string, hash: string): Promise<Offered['offer'] | undefined> {
  const [own, all] = await Promise.all([outbox.receipts(person.key), outbox.items().catch(() => [])]);
  const alive = all.filter(({state}) => state !== 'dead');
  const people = [person.key, ...visitorsIn([...own, ...alive.filter(item => item.person === person.key)])];
  const receipts = (await outbox.receiptsOf(people)).map(({entry}) => entry);
  const isIt = ({type, document: it}: {type: string; document: DocumentRef}) => accepts(type) && it.id === document && it.hash === hash;
  const known = [...receipts, ...alive.filter(item => people.includes(item.person))].find(isIt)?.document;
  const acts = answers.flatMap(({agreements}) => agreements.filter(one => one.document === document).flatMap(({acts}) => acts));
  if (!known && !acts.some(act => accepts(act.type) && act.hash === hash)) return undefined;
  const {version, locale} = known ?? (await fetchTerms(hash, {store, transport, signal: undefined}));
  return {version, text: {locale, hash}};
}

function accepts(type: string): boolean {
  return (['accept', 'continue'] satisfies RecordType[] as string[]).includes(type);
}

/** Whether the backend's signed word offers a text. It is read, not checked: the backend knows its own signature. */
function names({presentation}: Agreements, hash: string | undefined): boolean {
  try {
    const payload = uncheckedPayload(presentation);
    return v.is(PresentationSchema, payload) && payload.offers.includes(hash!);
  } catch {
    return false;
  }
}
