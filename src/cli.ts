#!/usr/bin/env node
// The `assent` command: the server door on a port, publishing from files, and an operator's errands.
import {readFileSync} from 'node:fs';
import {CommanderError} from 'commander';
import {report} from './cli/output.js';
import {assentProgram, HELP_HINT} from './cli/program.js';
import {EXIT, UsageError} from './cli/usage.js';

const {version} = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {version: string};

// Whoever reads the help may have read enough, as `head` has.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

try {
  await assentProgram({version, folder: new URL('./', import.meta.url)}).parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === EXIT.ok ? EXIT.ok : EXIT.usage;
  else if (error instanceof UsageError) {
    console.error(`error: ${error.message}\n${HELP_HINT}`);
    process.exitCode = EXIT.usage;
  } else {
    report(error);
    // A port may be open by now.
    process.exit(EXIT.failed);
  }
}
