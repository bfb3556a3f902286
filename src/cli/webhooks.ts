import {Option, type Command} from 'commander';
import {ask, atTarget, type TargetOptions} from './target.js';

/** `assent webhooks`. */
export function addWebhooks(program: Command): void {
  atTarget(program.command('webhooks'))
    .description('Lists webhook messages that nobody took, or sends one again.')
    .addOption(new Option('--state <state>', 'which').choices(['waiting', 'delivered', 'dead']).default('dead'))
    .option('--replay <id>', 'the message to send again, msg_…')
    .action(({state, replay, ...options}: TargetOptions & {state: string; replay?: string}) =>
      replay ? ask(options, `webhooks/${encodeURIComponent(replay)}/replay`, {}) : ask(options, `webhooks?state=${state}`),
    );
}
