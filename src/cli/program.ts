import {Command} from 'commander';
import {addCertificate} from './certificate.js';
import {addExport} from './export.js';
import {addKeys} from './keys.js';
import {addPrivacy} from './privacy.js';
import {addPublish} from './publish.js';
import {addReceipt} from './receipt.js';
import {addSearch} from './search.js';
import {addServe, type Installation} from './serve.js';
import {addStanding} from './standing.js';
import {addVerify} from './verify.js';
import {addWebhooks} from './webhooks.js';

export const HELP_HINT = 'Run with --help to see what there is.';

/** The `assent` command with everything that it can do. */
export function assentProgram(installation: Installation): Command {
  const program = new Command('assent')
    .description('Shows people terms, captures their assent, and keeps the proof.')
    .version(installation.version, '--version')
    .enablePositionalOptions()
    .showHelpAfterError(HELP_HINT)
    .addHelpText('after', '\nExit codes: 0 done, 1 failed, 2 used wrongly.')
    .exitOverride();
  addServe(program, installation);
  for (const add of [addPublish, addStanding, addWebhooks, addPrivacy, addSearch, addReceipt, addCertificate, addExport, addKeys, addVerify]) add(program);
  return program;
}
