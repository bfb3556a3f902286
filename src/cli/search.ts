import {Option, type Command} from 'commander';
import {KEEPER_TYPES} from '../protocol/keeper-record.js';
import {ENTRY_TYPES} from '../protocol/record.js';
import {ROUTES} from '../protocol/routes.js';
import {count, instant} from './arguments.js';
import {atTarget, call, openTarget, print, type TargetOptions} from './target.js';

interface SearchOptions extends TargetOptions {
  limit: number;
  [asked: string]: unknown;
}

interface Page {
  records: unknown[];
  next?: string;
}

/** What a search may ask for, by the names of the options and of the parameters. */
const ASKED = ['subject', 'document', 'version', 'type', 'since', 'until', 'reference'];

/** `assent search`. */
export function addSearch(program: Command): void {
  atTarget(program.command('search'))
    .description('Finds records, newest first: what their receipts say, and the receipts.')
    .option('--subject <name>', 'of user:ACCOUNT, anon:UUID, or a reference s_…')
    .option('--document <id>', 'about a document')
    .option('--version <version>', 'about a version')
    .addOption(new Option('--type <type>', 'of one kind').choices([...ENTRY_TYPES, ...KEEPER_TYPES]))
    .option('--since <time>', 'recorded then or later', instant)
    .option('--until <time>', 'recorded before', instant)
    .option('--reference <end>', 'what the person was shown as reference: the end of the id')
    .option('--limit <number>', 'how many at most', count, 100)
    .action(search);
}

async function search({limit, ...options}: SearchOptions): Promise<void> {
  const asked = ASKED.flatMap(name => (options[name] === undefined ? [] : [[name, String(options[name])]]));
  const target = await openTarget(options);
  try {
    const records: unknown[] = [];
    let next: string | undefined;
    do {
      const query = new URLSearchParams([...asked, ...(next === undefined ? [] : [['before', next]])]);
      const page: Page = await call(target, `${ROUTES.admin}/records?${query}`, undefined, 'records');
      records.push(...page.records);
      next = page.next;
    } while (next !== undefined && records.length < limit);
    print({records: records.slice(0, limit), more: next !== undefined || records.length > limit});
  } finally {
    await target.close();
  }
}
