import {createWriteStream} from 'node:fs';
import {pipeline} from 'node:stream/promises';
import {Option, type Command} from 'commander';
import {exportLog} from '../server/evidence/export-log.js';
import {givenConfig} from './config.js';
import {unwritable} from './files.js';
import {atTarget, save, type TargetOptions} from './target.js';
import {usage} from './usage.js';

interface ExportOptions extends TargetOptions {
  out: string;
  subject?: string;
  format?: string;
}

/** `assent export`. */
export function addExport(program: Command): void {
  atTarget(program.command('export'))
    .description('Writes the log of a site into a tar that `assent verify` takes; or what one person consented to, in a format of others.')
    .requiredOption('--out <file>', 'the file to write; - for the standard output')
    .option('--subject <name>', 'one person: user:ACCOUNT, anon:UUID, or a reference s_…')
    .addOption(new Option('--format <format>', 'for one person: ISO/IEC TS 27560 in JSON-LD (DPV), or Kantara 1.1').choices(['iso27560', 'kantara']))
    .action(({subject, ...options}: ExportOptions) => (subject === undefined ? exportTo(options) : exportPerson(options, subject)));
}

async function exportTo({database, out, config: given, site, format}: Omit<ExportOptions, 'subject'>): Promise<void> {
  if (format !== undefined) usage('--format is for one person: name them with --subject.');
  if (!database) usage('The whole log is read from its database: give --database.');
  const {sites, keys, log: options} = givenConfig(given).config;
  const chosen = site ?? (sites.length === 1 ? sites[0]!.id : usage('Choose a site with --site.'));
  const id = sites.find(({publishableKey}) => publishableKey === chosen)?.id ?? chosen;
  const tar = await exportLog({database, site: id, ...(keys && {keys}), ...(options?.origin && {origin: options.origin}), ...(options?.anchors && {anchors: options.anchors})});
  await pipeline(tar, out === '-' ? process.stdout : createWriteStream(out, {mode: 0o600})).catch((error: NodeJS.ErrnoException) => {
    throw error.path === out || error.syscall === 'write' ? unwritable(out, error) : error;
  });
}

async function exportPerson({out, format = 'iso27560', ...options}: Omit<ExportOptions, 'subject'>, subject: string): Promise<void> {
  await save(options, `consents?subject=${encodeURIComponent(subject)}&format=${format}`, out);
}
