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

  heeds({seq, recordedAt}: AnyEntry, {publication}: Publish, at: At): void {
    const id = publicationId(publication);
    this.#told.set(id, [...(this.#told.get(id) ?? []), {seq, recordedAt, publication, at}]);
  }

  /**
   * Throws `Found` for the first publication that stands otherwise than the log was told. Gives back how many are
   * older than such records: of those there is the operator's word alone.
   */
  end(publications: readonly Publication[], exportedAt: string): number {
    const since = [...this.#told.values()].flat().map(({recordedAt}) => recordedAt).sort()[0];
    const isOld = ({announcedAt}: Publication) => since === undefined || announcedAt < since;
    const missing = new Map(this.#told);
    let old = 0;
    for (const publication of publications) {
      const id = publicationId(publication);
      missing.delete(id);
      const told = this.#told.get(id)?.toSorted((one, other) => one.seq - other.seq);
      const [first, last] = [told?.[0], told?.at(-1)];
      if (!last) {
        if (isOld(publication)) old += 1;
        else if (!isUnderWay(publication, exportedAt)) throw new Found('publication_unlogged', `${id} is in ${PUBLICATIONS}, and the log was never told of it.`);
        continue;
      }
      if (sortedJson(last.publication) !== sortedJson(publication) && !isUnderWay(publication, exportedAt)) {
        throw new Found('publication_altered', `${id} is in ${PUBLICATIONS} otherwise than the log was told.`, last.at);
      }
      if (Date.parse(first!.recordedAt) - Date.parse(first!.publication.announcedAt) <= SOON_MS) continue;
      if (!isOld(publication)) throw new Found('publication_unlogged', `${id} says that it was announced at ${publication.announcedAt}, and the log was told at ${first!.recordedAt}.`, first!.at);
      old += 1;
    }
    for (const [id, [told]] of missing) throw new Found('publication_missing', `The log was told of ${id}, and ${PUBLICATIONS} does not name it.`, told!.at);
    return old;
  }
}

/** Whether it last changed about when the export was made. */
function isUnderWay({announcedAt, withdrawnAt = '', texts}: Publication, exportedAt: string): boolean {
  const latest = [announcedAt, withdrawnAt, ...texts.map(({addedAt = ''}) => addedAt)].sort().at(-1)!;
  return Date.parse(latest) > Date.parse(exportedAt) - UNDER_WAY_MS;
}
