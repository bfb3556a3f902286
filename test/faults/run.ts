// Every fault against the real server in a real Chromium: `npm run test:faults [-- --trials 25] [--only NAME] [--at-once 4]`.
// Prints what became of every act, and exits with 1 when one was lost, doubled or forged, or not recorded in the end.
import {parseArgs} from 'node:util';
import {FAULTS} from './faults.js';
import {failures, row, HEADER} from './table.js';
import {runTrials} from './run-trials.js';

const {values} = parseArgs({options: {trials: {type: 'string', default: '25'}, only: {type: 'string', default: ''}, 'at-once': {type: 'string', default: '4'}}});
const trials = Number(values.trials);
const faults = FAULTS.filter(({name}) => name.includes(values.only));

console.log(`${trials} trials each\n\n${HEADER}`);
let failed = 0;
for (const fault of faults) {
  const results = await runTrials(Array.from({length: trials}, () => fault), Number(values['at-once']));
  console.log(row(fault.name, results));
  const wrong = failures(results);
  failed += wrong.length;
  for (const line of [...new Set([...wrong, ...results.flatMap(({notes}) => notes)])]) console.log(`    ${line}`);
}
console.log(failed === 0 ? '\nNothing was lost, doubled or forged.' : `\n${failed} things went wrong.`);
process.exit(failed === 0 ? 0 : 1);
