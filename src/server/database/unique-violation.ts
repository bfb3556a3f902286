/** Someone else was first: the row is there already. The one error that callers tell apart and answer by reading again. */
export class UniqueViolation extends Error {
  override readonly name = 'UniqueViolation';
}
