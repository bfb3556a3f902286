// Histories of people, tabs, lines, disks and clocks, made up at random and run against the real backend.
import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import fc from 'fast-check';
import {checkHistory} from './check-history.js';
import {openBackend, World, type Backend, type Disk, type Line} from './world.js';

const RUNS = Number(process.env['ASSENT_HISTORIES'] ?? 300);
const SEED = Number(process.env['ASSENT_SEED'] ?? Date.now() % 2 ** 31);

type Step =
  | {do: 'open'; person: string}
  | {do: 'close' | 'kill' | 'flush' | 'signOut' | 'list' | 'discard'; tab: number}
  | {do: 'act'; tab: number; type: 'accept' | 'decline'; bad: boolean}
  | {do: 'line'; line: Line}
  | {do: 'disk'; disk: Disk}
  | {do: 'tokens'; good: boolean}
  | {do: 'clock'; byMs: number}
  | {do: 'pass'; ms: number}
  | {do: 'breathe'; turns: number};

const tab = fc.nat(3);
const step: fc.Arbitrary<Step> = fc.oneof(
  {weight: 8, arbitrary: fc.record({do: fc.constant('act' as const), tab, type: fc.constantFrom('accept' as const, 'decline' as const), bad: fc.nat(9).map(n => n === 0)})},
  {weight: 3, arbitrary: fc.record({do: fc.constant('open' as const), person: fc.constantFrom('ada', 'bob', 'visitor')})},
  {weight: 5, arbitrary: fc.record({do: fc.constantFrom('close' as const, 'kill' as const, 'flush' as const, 'flush' as const, 'list' as const), tab})},
  {weight: 1, arbitrary: fc.record({do: fc.constantFrom('signOut' as const, 'discard' as const), tab})},
  {weight: 5, arbitrary: fc.record({do: fc.constant('line' as const), line: fc.constantFrom<Line[]>('good', 'good', 'down', 'cut-after', 'portal', 'firewall', 'unavailable', 'limited', 'forging')})},
  {weight: 1, arbitrary: fc.record({do: fc.constant('disk' as const), disk: fc.constantFrom<Disk[]>('good', 'good', 'full', 'failing')})},
  {weight: 1, arbitrary: fc.record({do: fc.constant('tokens' as const), good: fc.boolean()})},
  {weight: 1, arbitrary: fc.record({do: fc.constant('clock' as const), byMs: fc.integer({min: -4e10, max: 4e10})})},
  {weight: 4, arbitrary: fc.record({do: fc.constant('pass' as const), ms: fc.constantFrom(100, 1000, 5000, 61_000, 600_000)})},
  {weight: 5, arbitrary: fc.record({do: fc.constant('breathe' as const), turns: fc.integer({min: 1, max: 40})})},
);

async function take(world: World, step: Step): Promise<void> {
  if (world.tabs === 0 && 'tab' in step) world.open('ada');
  if (step.do === 'open') world.open(step.person);
  else if (step.do === 'close') world.close(step.tab);
  else if (step.do === 'kill') world.kill(step.tab);
  else if (step.do === 'flush') world.flush(step.tab);
  else if (step.do === 'signOut') await world.signOut(step.tab);
  else if (step.do === 'discard') await world.discard(step.tab);
  else if (step.do === 'list') await world.list(step.tab);
  else if (step.do === 'act') world.act(step.tab, step.type, step.bad);
  else if (step.do === 'line') world.line = step.line;
  else if (step.do === 'disk') world.disk = step.disk;
  else if (step.do === 'tokens') world.tokens = step.good;
  else if (step.do === 'clock') world.setClock(step.byMs);
  else if (step.do === 'pass') await world.pass(step.ms);
  else if (step.do === 'breathe') await world.breathe(step.turns);
}

describe('histories', () => {
  let backend: Backend;
  before(async () => (backend = await openBackend()));
  after(() => backend.server.close());

  it(`lose, double, forge and mix up nothing: ${RUNS} of them from seed ${SEED}`, {timeout: 3_600_000}, async () => {
    let acts = 0;
    let saved = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, {minLength: 5, maxLength: 50, size: 'max'}), async steps => {
        const world = new World(backend);
        world.open('ada');
        await world.breathe(20);
        for (const each of steps) {
          await take(world, each);
          await world.look();
        }
        const history = await world.finish();
        acts += history.clicks.length;
        saved += history.saved.length;
        const faults = checkHistory(history);
        const sent = history.sent.map(({as, ids}) => `sent as ${as}: ${ids}`);
        assert.ok(faults.length === 0, [...faults, world.describe(), ...sent].join('\n'));
      }),
      {numRuns: RUNS, seed: SEED, includeErrorInReport: true},
    );
    assert.ok(saved > RUNS, `Only ${saved} of ${acts} acts were saved: the histories are too poor to mean anything.`);
    console.log(`${RUNS} histories, ${acts} acts, ${saved} saved, seed ${SEED}`);
  });
});
