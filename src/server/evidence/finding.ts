/** What a check can find. Each names one thing that is not as it was given. */
export type FindingKind =
  | 'archive_damaged' // not a whole export: cut short, out of order, a file of the wrong form
  | 'receipt_invalid' // a signature, a header or a key that is not right
  | 'key_unlisted' // a key that has signed, and that the log's own history of keys does not name or vouch for
  | 'entry_foreign' // an entry of another site
  | 'body_altered'
  | 'body_missing' // and neither an erasure nor the retention says why
  | 'hold_broken' // a subject was erased, or a body dropped, under a legal hold
  | 'body_disagrees' // a body that says something else than its entry
  | 'record_missing'
  | 'record_repeated'
  | 'chain_broken' // a subject's records do not follow one another
  | 'document_altered'
  | 'document_missing'
  | 'publication_altered' // dates, audience or texts that are not those that the log was told
  | 'publication_missing'
  | 'publication_unlogged' // one that the log was not told of, or long after
  | 'leaf_altered' // a record that is not the one at its place in the log
  | 'tile_altered'
  | 'checkpoint_invalid' // a checkpoint that the log did not sign
  | 'root_differs' // the log is not the one that was signed
  | 'log_shorter' // than it was signed to be
  | 'inclusion_invalid';

/** The first thing that is wrong, and where. */
export interface Finding {
  kind: FindingKind;
  /** A sentence. */
  message: string;
  /** The record's place in the log, from 0. */
  place?: number;
  /** The record's id, where it can be read. */
  record?: string;
}

/** Thrown inside a check at the first thing that is wrong. */
export class Found extends Error {
  override readonly name = 'Found';
  readonly finding: Finding;

  constructor(kind: FindingKind, message: string, where: Pick<Finding, 'place' | 'record'> = {}) {
    super(message);
    this.finding = {kind, message, ...where};
  }
}
