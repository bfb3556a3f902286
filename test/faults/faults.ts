import {setTimeout as sleep} from 'node:timers/promises';
import type {Page} from 'playwright-core';
import type {LineFault} from './line.js';
import {storageFaults} from './storage-faults.js';
import {tabFaults} from './tab-faults.js';
import type {Fault, Trial} from './trial.js';

const WHILE_MS = 1500;
const HTML = {'content-type': 'text/html'};

const problem = (code: string, status: number, headers = {}): LineFault => ({
  kind: 'answer',
  status,
  headers: {'content-type': 'application/problem+json', ...headers},
  body: JSON.stringify({type: `urn:assent:problem:${code}`, title: code, status, detail: 'No.', advice: 'Wait.'}),
});
const foreign = (status: number, body: string): LineFault => ({kind: 'answer', status, headers: HTML, body});

/** The line is bad while somebody acts, and good again a while later. */
const outage = (fault: LineFault) => async (trial: Trial): Promise<Page> => {
  const page = await trial.open();
  trial.bad(fault);
  await trial.acts(page, 3);
  await sleep(WHILE_MS);
  trial.heal();
  return page;
};

const lineFaults: Fault[] = [
  {name: 'offline', quick: true, run: offline},
  {name: 'connection refused', quick: true, run: refused},
  {name: 'cut before the commit', quick: true, run: outage({kind: 'cut-before'})},
  {name: 'cut after the commit', quick: true, run: outage({kind: 'cut-after'})},
  {name: '500 for a while', quick: true, run: outage({kind: 'answer', status: 500})},
  {name: '502 for a while', run: outage(foreign(502, '<h1>Bad gateway</h1>'))},
  {name: '503 for a while', run: outage(problem('unavailable', 503))},
  {name: '429 with Retry-After', quick: true, run: outage(problem('rate_limited', 429, {'retry-after': '3'}))},
  {name: 'a portal: 200 and HTML', quick: true, run: outage(foreign(200, '<html>Sign in to the Wi-Fi'))},
  {name: 'a firewall: 403', quick: true, run: outage(foreign(403, 'Forbidden'))},
  {name: 'our own refusal', quick: true, run: ownRefusal},
  {name: 'token expired, renewed', quick: true, run: tokenExpired},
  {name: 'user switch', quick: true, run: userSwitch},
  {name: 'clock jumps', quick: true, run: clockJumps},
];

/** Everything that the trials try. */
export const FAULTS: readonly Fault[] = [...lineFaults, ...tabFaults, ...storageFaults];

async function offline(trial: Trial): Promise<Page> {
  const page = await trial.open();
  const protocol = await trial.protocol(page);
  const network = (offline: boolean) => protocol.send('Network.emulateNetworkConditions', {offline, latency: 0, downloadThroughput: -1, uploadThroughput: -1});
  await protocol.send('Network.enable');
  await network(true);
  await trial.acts(page, 3);
  await sleep(WHILE_MS);
  await network(false);
  trial.heal();
  return page;
}

async function refused(trial: Trial): Promise<Page> {
  const page = await trial.open();
  await trial.line.close();
  await trial.acts(page, 3);
  await sleep(WHILE_MS);
  await trial.line.open();
  trial.heal();
  return page;
}

/** One of three is wrong, and must not take the others with it. */
async function ownRefusal(trial: Trial): Promise<Page> {
  const page = await trial.open();
  trial.bad({kind: 'cut-before'});
  await trial.acts(page, 1);
  await trial.acts(page, 1, {choices: {'voice-prints': true}});
  await trial.acts(page, 1);
  trial.heal();
  return page;
}

async function tokenExpired(trial: Trial): Promise<Page> {
  const page = await trial.open({who: 'anna'});
  trial.hostTokens({expired: true});
  await trial.acts(page, 2);
  await sleep(WHILE_MS);
  trial.hostTokens({expired: false});
  trial.heal();
  await trial.acts(page, 1);
  return page;
}

async function userSwitch(trial: Trial): Promise<Page> {
  const page = await trial.open({who: 'anna'});
  trial.bad({kind: 'cut-before'});
  await trial.acts(page, 2);
  await page.evaluate(async () => {
    const {person} = globalThis as unknown as {person: {client: {signOut(): Promise<unknown>}; become(name: string): void}};
    await person.client.signOut();
    person.become('bert');
  });
  trial.line.fault = undefined;
  await trial.ready(page);
  trial.heal();
  await trial.acts(page, 2);
  return page;
}

/** The device's clock is a year off, one way and then the other, and right again. */
async function clockJumps(trial: Trial): Promise<Page> {
  const page = await trial.open({before: movableClock});
  const year = 365 * 24 * 3600_000 * (trial.index % 2 === 0 ? 1 : -1);
  const skew = (ms: number) => page.evaluate(ms => ((globalThis as unknown as {skewMs: number}).skewMs = ms), ms);
  trial.bad({kind: 'cut-before'});
  for (const ms of [year, -year, 0]) {
    await skew(ms);
    await trial.acts(page, 1);
    await sleep(WHILE_MS / 2);
  }
  trial.heal();
  return page;
}

function movableClock(): void {
  const RealDate = Date;
  const device = globalThis as unknown as {skewMs: number; Date: typeof Date};
  device.skewMs = 0;
  const now = () => RealDate.now() + device.skewMs;
  device.Date = new Proxy(RealDate, {
    construct: (target, given) => (given.length === 0 ? new target(now()) : Reflect.construct(target, given)),
    get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
  });
}
