import type {AnyEntry} from '../../protocol/keeper-record.js';

/**
 * The canonical JSON of an entry (RFC 8785). The names stand in their order here, and the values are strings
 * and whole numbers, which `JSON.stringify` writes as §3.2.2 wants them: a fifth of the work of sorting each time.
 */
export function entryText(entry: AnyEntry): string {
  const {document} = entry;
  const ordered: Record<keyof AnyEntry, unknown> = {
    claimedAt: entry.claimedAt,
    document: document && {hash: document.hash, id: document.id, locale: document.locale, version: document.version},
    flags: entry.flags,
    id: entry.id,
    presentedAt: entry.presentedAt,
    prev: entry.prev,
    record: entry.record,
    recordedAt: entry.recordedAt,
    seq: entry.seq,
    site: entry.site,
    sub: entry.sub,
    type: entry.type,
    v: entry.v,
    via: entry.via,
  };
  return JSON.stringify(ordered);
}
