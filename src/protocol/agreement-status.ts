import type {Act, AgreementStatus, Offer} from './agreement.js';

type Publication = Pick<Offer, 'version' | 'effectiveAt' | 'assent' | 'change'>;

/** The version in force at a moment, or undefined while all are only announced. Order does not matter. */
export function inForce<P extends Publication>(publications: readonly P[], now: Date): P | undefined {
  return byEffect(publications).findLast(({effectiveAt}) => Date.parse(effectiveAt) <= now.getTime());
}

/**
 * How a subject stands to a document: a function of what was published, what they did (in the order of their
 * chain) and a clock. Client and server call the same one, so that they cannot disagree.
 */
export function agreementStatus(
  publications: readonly Publication[],
  acts: readonly Pick<Act, 'type' | 'version'>[],
  now: Date,
): AgreementStatus {
  const ordered = byEffect(publications);
  const current = inForce(ordered, now);
  const last = acts.at(-1);
  if (last?.type === 'withdraw') return 'withdrawn';
  const position = (version: string) => ordered.findIndex(publication => publication.version === version);
  const currentAt = current ? ordered.indexOf(current) : -1;
  const accepted = acts.findLast(({type}) => type === 'accept');
  const acceptedAt = accepted ? position(accepted.version) : -1;

  if (last?.type === 'decline' && position(last.version) >= currentAt) return 'declined';
  const asks = ordered
    .slice(acceptedAt + 1)
    .filter(({assent, change}) => assent !== 'none' && (change === 'material' || acceptedAt < 0));
  const owed = asks.some(publication => ordered.indexOf(publication) <= currentAt);
  if (owed) return last ? 'due' : 'none';
  // Nothing is owed now; something announced may be owed later.
  if (asks.length > 0) return accepted || current ? 'notice' : 'none';
  return 'current';
}

/** Whether a person who stands so waits to be asked. */
export function owesAnswer(status: AgreementStatus): boolean {
  return status === 'none' || status === 'due';
}

function byEffect<P extends Publication>(publications: readonly P[]): P[] {
  return publications.toSorted((a, b) => Date.parse(a.effectiveAt) - Date.parse(b.effectiveAt));
}
