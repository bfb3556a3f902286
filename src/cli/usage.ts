/** What the command ends with. */
export const EXIT = {ok: 0, failed: 1, usage: 2} as const;

/** The command was used wrongly: arguments that do not go together, or a file that is not there. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Ends the command, and says how it is used. */
export function usage(message: string): never {
  throw new UsageError(message);
}
