import type {AnyEntry} from './keeper-record.js';

/** Whether an entry says of a record what the record says itself: its hash alone would let a "decline" be signed for as an "accept". */
export function entryAgrees(entry: AnyEntry, record: unknown): boolean {
  const {id, type, site, subject, document, at} = Object(record) as Record<string, unknown>;
  return (
    id === entry.id && type === entry.type && site === entry.site && subject === entry.sub && at === entry.claimedAt &&
    sameText(document as AnyEntry['document'], entry.document)
  );
}

function sameText(one: AnyEntry['document'], other: AnyEntry['document']): boolean {
  return one?.id === other?.id && one?.version === other?.version && one?.locale === other?.locale && one?.hash === other?.hash;
}
