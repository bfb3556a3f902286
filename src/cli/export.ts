import {createWriteStream} from 'node:fs';
import {pipeline} from 'node:stream/promises';
import type {Command} from 'commander';
import {exportLog} from '../server/evidence/export-log.js';
import {CONFIG_FILE, givenConfig} from './config.js';
import {usage} from './usage.js';

/** `assent export`. */
export function addExport(program: Command): void {
  program
    .command('export')
    .description('Writes the log of a site into a tar that `assent verify` takes: records, texts, tiles, checkpoints, keys.')
    .requiredOption('--database <url>', 'sqlite:FILE or postgres://…')
    .requiredOption('--out <file>', 'the tar to write; - for the standard output')
    .option('--config <file>', `sites and their keys (default: ${CONFIG_FILE} where there is one)`)
    .option('--site <id>', 'the site; the one in the config if absent')
    .action(exportTo);
}

async function exportTo({database, out, config: given, site}: {database: string; out: string; config?: string; site?: string}): Promise<void> {
  const {sites, keys, log: options} = givenConfig(given).config;
  const chosen = site ?? (sites.length === 1 ? sites[0]!.id : usage('Choose a site with --site.'));
  const tar = await exportLog({database, site: chosen, ...(keys && {keys}), ...(options?.origin && {origin: options.origin})});
  await pipeline(tar, out === '-' ? process.stdout : createWriteStream(out, {mode: 0o600}));
}
