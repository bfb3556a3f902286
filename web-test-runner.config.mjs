import {fileURLToPath} from 'node:url';
import {esbuildPlugin} from '@web/dev-server-esbuild';
import {defaultReporter} from '@web/test-runner';
import {backendPlugin} from './test/runner/backend-plugin.mjs';
import {launcher} from './test/runner/engines.mjs';
import {summaryReporter} from './test/runner/summary-reporter.mjs';
import {viewportCommand} from './test/runner/webkit-launcher.mjs';

const engines = (process.env.BROWSERS ?? 'chromium').split(',');
const tsconfig = fileURLToPath(new URL('./tsconfig.json', import.meta.url));

// Unhandled rejections fail the file that they happen in. On the same line, so that stack traces keep their numbers.
const failOnUnhandled = {
  name: 'fail-on-unhandled',
  transform: ({path, body}) => (path.endsWith('.test.ts') ? {body: `import '/test/runner/setup.js';${body}`} : undefined),
};

export default {
  files: 'test/{outbox,client,elements}/*.test.ts',
  nodeResolve: {exportConditions: ['browser', 'development']},
  plugins: [viewportCommand(), backendPlugin(), failOnUnhandled, esbuildPlugin({ts: true, tsconfig, target: 'es2022'})],
  browsers: await Promise.all(engines.map(launcher)),
  // One waits while another works.
  concurrentBrowsers: engines.length,
  // A page in the background draws no frames: nothing in it comes into view, and no motion ends.
  concurrency: 1,
  // Long, for three engines on two busy cores: a test waits for what happens, and only a hang takes so long.
  browserStartTimeout: 120_000,
  testsStartTimeout: 120_000,
  testsFinishTimeout: 600_000,
  testFramework: {config: {timeout: 240_000, forbidOnly: Boolean(process.env.CI)}},
  filterBrowserLogs: ({args}) => !String(args[0]).includes('Lit is in dev mode'),
  reporters: [defaultReporter({reportTestResults: true, reportTestProgress: process.stdout.isTTY}), summaryReporter()],
};
