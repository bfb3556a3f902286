import {Option, type Command} from 'commander';
import {AssentError} from '../protocol/errors.js';
import {ROUTES} from '../protocol/routes.js';
import {RESTRICTION_KINDS} from '../protocol/standing.js';
import {collect, instant} from './arguments.js';
import {ask, atTarget, call, openTarget, print, type TargetOptions} from './target.js';
import {usage} from './usage.js';

/** `assent restrict`, `lift`, `review` and `cases`. */
export function addStanding(program: Command): void {
  atTarget(program.command('restrict'))
    .description('Restricts a subject, with a statement of reasons.')
    .requiredOption('--subject <name>', 'user:ACCOUNT, anon:UUID, or a reference s_…')
    .addOption(new Option('--kind <kind>', 'how far it goes').choices(RESTRICTION_KINDS).makeOptionMandatory())
    .requiredOption('--scope <what>', 'what is restricted (repeat for more)', collect)
    .requiredOption('--facts <text>', 'what it rests on')
    .requiredOption('--clause <document#anchor>', 'the clause that it rests on, such as terms-of-service#3.5.2')
    .requiredOption('--by <role>', 'the role that decides, never a name')
    .option('--until <time>', 'when it ends by itself', instant)
    .option('--redress <text>', 'how else it can be contested')
    .option('--detected', 'found by automated means')
    .option('--decided', 'decided by automated means')
    .option('--new', 'though the site has never met them')
    .action(restrict);

  atTarget(program.command('lift'))
    .description('Lifts a restriction.')
    .argument('<restriction>', 'its id')
    .requiredOption('--reasons <text>', 'why')
    .requiredOption('--by <role>', 'the role that decides')
    .action((id: string, {reasons, by, ...options}: TargetOptions & {reasons: string; by: string}) => ask(options, `restrictions/${encodeURIComponent(id)}/lift`, {reasons, by}));

  atTarget(program.command('review'))
    .description('Takes an appeal up, or decides it; upheld, it lifts the restriction.')
    .argument('<appeal>', 'its id')
    .addOption(new Option('--status <status>', 'where it stands').choices(['under_review', 'upheld', 'rejected']).makeOptionMandatory())
    .option('--reasons <text>', 'why; a decision needs them')
    .requiredOption('--by <role>', 'the role that decides')
    .action((id: string, {status, reasons, by, ...options}: TargetOptions & {status: string; reasons?: string; by: string}) =>
      ask(options, `appeals/${encodeURIComponent(id)}/review`, {status, by, ...(reasons && {reasons})}),
    );

  atTarget(program.command('cases'))
    .description('Lists restrictions and their appeals.')
    .option('--subject <name>', 'of one subject')
    .action(({subject, ...options}: TargetOptions & {subject?: string}) => ask(options, `restrictions${subject ? `?subject=${encodeURIComponent(subject)}` : ''}`));
}

/** Somebody may be restricted before the site has ever met them; but it has to be asked for, since a misspelt name looks the same. */
async function restrict(options: TargetOptions & {[name: string]: unknown; subject: string; clause: string; scope: string[]}): Promise<void> {
  const {subject, kind, scope, facts, clause, by, until, redress, detected, decided, new: stranger, ...target} = options;
  const [document, ...anchor] = clause.split('#');
  if (anchor.length === 0) usage('--clause reads document#anchor.');
  const message = {
    subject,
    kind,
    scope,
    facts,
    clause: {document, anchor: anchor.join('#')},
    automated: {detection: Boolean(detected), decision: Boolean(decided)},
    by,
    ...(until !== undefined && {until}),
    ...(redress !== undefined && {redress}),
  };
  const backend = await openTarget(target);
  try {
    const {subjects} = await call<{subjects: unknown[]}>(backend, `${ROUTES.admin}/subjects?subject=${encodeURIComponent(subject)}`, undefined, 'subjects');
    if (subjects.length === 0 && !stranger) {
      throw new AssentError('refused', `The site knows nobody of the name ${subject}: nobody was restricted.`, {
        advice: 'Check it: an account is `user:` and the `sub` of its tokens. If it is right, and they have never been here, give --new.',
      });
    }
    print(await call(backend, `${ROUTES.admin}/restrictions`, message));
  } finally {
    await backend.close();
  }
}
