import type {Command} from 'commander';
import type {LoggedReceipt} from '../protocol/inclusion.js';
import {ROUTES} from '../protocol/routes.js';
import {writeText} from './files.js';
import {atTarget, call, openTarget, type TargetOptions} from './target.js';

/** `assent receipt`. */
export function addReceipt(program: Command): void {
  atTarget(program.command('receipt'))
    .description('Writes the receipt of one record, with the proof that the log holds it, as `assent verify` takes it.')
    .argument('<record>', 'its id')
    .option('--out <file>', 'the JSON to write; - for the standard output', '-')
    .action(receipt);
}

async function receipt(id: string, {out, ...options}: TargetOptions & {out: string}): Promise<void> {
  const target = await openTarget(options);
  try {
    const logged = await call<LoggedReceipt>(target, `${ROUTES.receipts}/${encodeURIComponent(id)}`, undefined, 'receipt');
    writeText(out, `${JSON.stringify(logged, null, 2)}\n`);
    if (!logged.inclusion) console.error('The log does not hold it yet, so there is no proof: ask again in some seconds.');
  } finally {
    await target.close();
  }
}
