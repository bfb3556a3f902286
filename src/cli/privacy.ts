import {Option, type Command} from 'commander';
import {year} from './arguments.js';
import {ask, atTarget, type TargetOptions} from './target.js';

/** `assent subject`, `erase`, `hold`, `release`, `holds`, `retain` and `extras`. */
export function addPrivacy(program: Command): void {
  const whose = (command: Command) => atTarget(command).requiredOption('--subject <name>', 'user:ACCOUNT, anon:UUID, or a reference s_…');
  const by = (command: Command, what: string) => command.requiredOption('--by <role>', `the role that ${what}, never a name`);
  const about = (name: string, description: string) =>
    whose(program.command(name))
      .description(description)
      .action(({subject, ...options}: TargetOptions & {subject: string}) => ask(options, `${name === 'subject' ? 'subjects' : name}?subject=${encodeURIComponent(subject)}`));

  about('subject', 'Tells whether a person is known, and what is there of them.');

  by(whose(program.command('erase')), 'erases')
    .description('Erases a person: nothing leads to them any more, and every proof still verifies.')
    .addOption(new Option('--bodies <which>', 'bodies of records that go: those with words about the person, or all').choices(['words', 'all']).default('words'))
    .action(({subject, bodies, by, ...options}: TargetOptions & {subject: string; bodies: string; by: string}) => ask(options, 'erasures', {subject, bodies, by}));

  by(whose(program.command('hold')), 'places it')
    .description('Places a legal hold: nothing of this person is erased or dropped until it is released.')
    .requiredOption('--matter <text>', 'what it is for, by its file number; name nobody')
    .action(({subject, matter, by, ...options}: TargetOptions & {subject: string; matter: string; by: string}) => ask(options, 'holds', {subject, matter, by}));

  by(atTarget(program.command('release')), 'releases it')
    .description('Releases a legal hold.')
    .argument('<hold>', 'its id')
    .action((id: string, {by, ...options}: TargetOptions & {by: string}) => ask(options, `holds/${encodeURIComponent(id)}/release`, {by}));

  about('holds', 'Lists the legal holds on a person.');

  by(atTarget(program.command('retain')), 'decides')
    .description('Drops the bodies of what was recorded before a year. What is under legal hold stays; receipts still verify.')
    .requiredOption('--before <year>', 'the first year that is kept', year)
    .action(({before, by, ...options}: TargetOptions & {before: number; by: string}) => ask(options, 'retention', {before, by}));

  about('extras', 'Opens what was kept beside the records of a person, where the site asks for it.');
}
