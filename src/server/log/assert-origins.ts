import {parseCheckpoint} from '../../protocol/checkpoint.js';
import {AssentError} from '../../protocol/errors.js';
import {parseNote} from '../../protocol/signed-note.js';
import type {Log} from './log.js';

/**
 * Makes sure that logs which were signed before are called now as they were then. A checkpoint under another name is that
 * of another log: one such, and no export would verify any more. Throws `invalid_options`.
 */
export async function assertOrigins(log: Log, sites: readonly string[]): Promise<void> {
  for (const site of sites) {
    const signed = await log.checkpoint(site);
    const origin = signed && parseCheckpoint(parseNote(signed.note)?.text ?? '')?.origin;
    if (origin === undefined || origin === log.origin(site)) continue;
    throw new AssentError('invalid_options', `The log of ${site} is signed as ${origin}, and would be as ${log.origin(site)} now.`, {
      advice: origin.endsWith(`/${site}`) ? `Set log.origin to ${origin.slice(0, -site.length - 1)}: a log keeps its name for good.` : 'A log keeps its name for good.',
    });
  }
}
