import {Option, type Command} from 'commander';
import {ASK_KINDS, ASSENT_KINDS, AUDIENCES, CHANGE_KINDS} from '../protocol/agreement.js';
import type {PublicationPreview, PublicationRequest, Published} from '../protocol/publication.js';
import {ROUTES} from '../protocol/routes.js';
import {collect, count, instant} from './arguments.js';
import {readJson, readText} from './files.js';
import {ask, atTarget, call, openTarget, type TargetOptions} from './target.js';
import {usage} from './usage.js';

interface PublishOptions extends TargetOptions {
  document: string;
  version: string;
  locale: string[];
  summary: string[];
  effectiveAt?: string;
  assent?: PublicationRequest['assent'];
  change?: PublicationRequest['change'];
  audience?: PublicationRequest['audience'];
  ask?: PublicationRequest['ask'];
  declineUntil?: string;
  renewMonths?: number;
  gate: string[];
  dryRun?: boolean;
}

/** `assent publish`, and what is done with a publication afterwards. */
export function addPublish(program: Command): void {
  atTarget(program.command('publish'))
    .description('Puts a version of a document in force: one FILE a locale.')
    .argument('<file...>', 'terms in Markdown (.md) or plain numbered text')
    .requiredOption('--document <id>', 'its stable name, such as terms-of-service')
    .requiredOption('--version <name>', 'the name of this version, such as 2026-11-23')
    .requiredOption('--locale <tag>', 'BCP 47, one for each FILE in their order (repeat for more)', collect)
    .option('--effective-at <time>', 'when it takes effect, as 2027-01-01T00:00:00Z; at once if absent', instant)
    .addOption(new Option('--assent <kind>', 'what it asks of people').choices(ASSENT_KINDS))
    .addOption(new Option('--change <kind>', 'whether it changes what people agreed to').choices(CHANGE_KINDS))
    .addOption(new Option('--audience <who>', 'whom it is for').choices(AUDIENCES))
    .addOption(new Option('--ask <when>', 'on-use: not before the app requires it, for the rules of one feature').choices(ASK_KINDS))
    .option('--decline-until <time>', 'how long the terms before go on for whoever declines', instant)
    .option('--renew-months <number>', 'after how many months each acceptance is to be renewed', count)
    .option('--gate <what>', 'what has to come before accepting: opened, read, or seconds on screen as 30 (repeat for more)', collect, [])
    .option('--summary <text>', 'what changed, in a sentence; one for each FILE in their order', collect, [])
    .option('--dry-run', 'tell whom it would ask, by when, and what changes; publish nothing')
    .action(publish);

  atTarget(program.command('withdraw'))
    .description('Takes an announcement back, before it takes effect.')
    .argument('<publication>', 'such as terms-of-service@2026-11-23')
    .action((id: string, options: TargetOptions) => ask(options, `publications/${encodeURIComponent(id)}/withdraw`, {}));

  atTarget(program.command('progress'))
    .description('Tells how far the answers to a version have come.')
    .argument('<publication>', 'such as terms-of-service@2026-11-23')
    .action((id: string, options: TargetOptions) => ask(options, `publications/${encodeURIComponent(id)}/progress`));

  atTarget(program.command('notify'))
    .description('Tells people of a publication or a restriction, by mail or by your provider.')
    .argument('<file>', 'JSON as POST /v1/admin/notices takes it: {"publication": …, "recipients": […]}')
    .action((path: string, options: TargetOptions) => ask(options, 'notices', readJson(path)));
}

async function publish(paths: string[], options: PublishOptions): Promise<void> {
  const {locale, summary, document, version, effectiveAt, assent, change, audience, ask: when, declineUntil, renewMonths, gate, dryRun} = options;
  if (locale.length !== paths.length) usage(`${paths.length} files need as many --locale; there are ${locale.length}.`);
  if (summary.length > 0 && summary.length !== paths.length) usage(`${paths.length} files need as many --summary, or none; there are ${summary.length}.`);
  const message: PublicationRequest = {
    document,
    version,
    texts: paths.map((path, at) => ({locale: locale[at]!, source: readText(path), ...formatOf(path)})),
    ...(effectiveAt && {effectiveAt}),
    ...(assent && {assent}),
    ...(change && {change}),
    ...(audience && {audience}),
    ...(when && {ask: when}),
    ...(declineUntil && {declineUntil}),
    ...(renewMonths !== undefined && {renewMonths}),
    ...(gate.length > 0 && {gates: gatesOf(gate)}),
    ...(summary.length > 0 && {summary: Object.fromEntries(summary.map((text, at) => [locale[at]!, text]))}),
  };
  const target = await openTarget(options);
  try {
    if (dryRun) return tellPreview(await call<PublicationPreview>(target, `${ROUTES.publications}?dryRun=true`, message, 'asked'));
    const {texts, found, ...published} = await call<Published>(target, ROUTES.publications, message, 'texts');
    const when = Date.parse(published.effectiveAt) <= Date.now() ? 'in force since' : 'takes effect at';
    console.log(`${published.document} ${published.version}: ${when} ${published.effectiveAt}`);
    for (const text of texts) console.log(`  ${text.locale}  ${text.hash}  ${text.title}`);
    tellFound(found);
  } finally {
    await target.close();
  }
}

function tellPreview({publication, found, made, asked, changes}: PublicationPreview): void {
  const {document, version, effectiveAt} = publication;
  if (!made) return console.log(`${document} ${version} is published already; nothing would change.`);
  console.log(`${document} ${version} would take effect at ${effectiveAt}. Nothing was published.`);
  tellFound(found);
  console.log(asked.people > 0 ? `  asks ${asked.people} people who go by an earlier version, by ${asked.by}` : '  asks nobody who goes by an earlier version');
  for (const {locale, from, version: before, clauses} of changes) {
    if (from === undefined) console.log(`  ${locale}  new in this locale`);
    else {
      const kinds = Object.entries(clauses ?? {}).filter(([, anchors]) => anchors.length > 0);
      console.log(`  ${locale}  against ${before}: ${kinds.map(([kind, anchors]) => `${kind} ${anchors.join(', ')}`).join('; ') || 'no clause differs'}`);
    }
  }
}

/** So that whoever marked three clauses sees that three were found. A backend of before does not say. */
function tellFound(found: Published['found'] = []): void {
  const many = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;
  for (const {locale, clauses, keyClauses, consents} of found) {
    console.log(`  ${locale}  has ${many(clauses, 'clause')}, ${many(keyClauses, 'key clause')}, ${many(consents, 'separate consent')}`);
  }
}

function formatOf(path: string): {format?: 'markdown' | 'text'} {
  if (/\.(md|markdown)$/i.test(path)) return {format: 'markdown'};
  return /\.txt$/i.test(path) ? {format: 'text'} : {};
}

function gatesOf(words: readonly string[]): NonNullable<PublicationRequest['gates']> {
  return Object.assign({}, ...words.map(word => {
    if (word === 'opened' || word === 'read') return {[word]: true};
    if (/^\d+$/.test(word)) return {seconds: Number(word)};
    return usage(`--gate takes opened, read or a number of seconds, not ${word}.`);
  }));
}
