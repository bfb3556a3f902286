import {sortedJson} from '../../document/sorted-json.js';
import type {AnyEntry, KeeperRecord} from '../../protocol/keeper-record.js';
import {publicationId, type Publication} from '../../protocol/publication.js';
import {PUBLICATIONS} from './export-format.js';
import {Found, type Finding} from './finding.js';

type Publish = Extract<KeeperRecord, {type: 'publish'}>;
type At = Pick<Finding, 'place' | 'record'>;

/** Longest from an announcement to its record: for a signature from elsewhere, and others that write first. */
const SOON_MS = 600_000;
/** What was announced so shortly before an export may not have been in the log yet. */
const UNDER_WAY_MS = 60_000;

interface Told {
  seq: number;
  recordedAt: string;
  publication: Publication;
  at: At;
}

/** What the log itself says of publications, against what the export says. Records stand in the log in another order than they were made in, so it is judged at the end. */
export class PublicationHistory {
  readonly #told = new Map<string, Told[]>();
  /** When the log was first told of any. */
  #since: string | undefined;

  heeds({seq, recordedAt}: AnyEntry, {publication}: Publish, at: At): void {
    const id = publicationId(publication);
    this.#told.set(id, [...(this.#told.get(id) ?? []), {seq, recordedAt, publication, at}]);
    if (this.#since === undefined || recordedAt < this.#since) this.#since = recordedAt;
  }

  /**
   * Throws `Found` for the first publication that stands otherwise than the log was told. Gives back how many are
   * older than such records: of those there is the operator's word alone.
   */
  end(publications: readonly Publication[], exportedAt: string): number {
    const old = publications.filter(publication => !this.#isTold(publication, exportedAt));
    const named = new Set(publications.map(publicationId));
    for (const [id, [told]] of this.#told) if (!named.has(id)) throw new Found('publication_missing', `The log was told of ${id}, and ${PUBLICATIONS} does not name it.`, told!.at);
    return old.length;
  }

  /** Whether the log was told of it in time, or may not have been yet; false for one that is older than such records. */
  #isTold(publication: Publication, exportedAt: string): boolean {
    const id = publicationId(publication);
    const told = this.#told.get(id)?.toSorted((one, other) => one.seq - other.seq) ?? [];
    const [first, last] = [told[0], told.at(-1)];
    const underWay = isUnderWay(publication, exportedAt);
    if (last && !underWay && sortedJson(last.publication) !== sortedJson(publication)) throw new Found('publication_altered', `${id} is in ${PUBLICATIONS} otherwise than the log was told.`, last.at);
    if (first && Date.parse(first.recordedAt) - Date.parse(first.publication.announcedAt) <= SOON_MS) return true;
    if (this.#since === undefined || publication.announcedAt < this.#since) return false;
    if (!first && underWay) return true;
    const why = first ? `${id} says that it was announced at ${publication.announcedAt}, and the log was told at ${first.recordedAt}.` : `${id} is in ${PUBLICATIONS}, and the log was never told of it.`;
    throw new Found('publication_unlogged', why, first?.at);
  }
}

/** Whether it last changed about when the export was made. */
function isUnderWay({announcedAt, withdrawnAt = '', texts}: Publication, exportedAt: string): boolean {
  const latest = [announcedAt, withdrawnAt, ...texts.map(({addedAt = ''}) => addedAt)].sort().at(-1)!;
  return Date.parse(latest) > Date.parse(exportedAt) - UNDER_WAY_MS;
}
