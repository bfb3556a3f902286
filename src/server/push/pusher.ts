import type {PushMessage} from '../../protocol/push.js';
import type {Bench} from '../context.js';
import {acceptsPush} from './push-consent.js';

const TIMEOUT_MS = 15_000;

/** How many devices' push services took it; or why none did, and whether trying again is of no use. */
export type PushOutcome = {devices: number} | {reason: string; final: boolean};

/**
 * Sends a message to all devices of a subject that consents to it. A device that its push service does not know
 * any more (404 or 410, RFC 8030 §7.3) is forgotten.
 */
export async function push(bench: Bench, subject: string, message: PushMessage): Promise<PushOutcome> {
  const {services: {pushes}, site} = bench;
  const owner = {site: site.id, subject};
  if (!(await acceptsPush(bench, subject))) {
    await pushes.forget(owner);
    return {reason: 'There is no consent to push messages.', final: true};
  }
  const devices = await pushes.of(owner);
  if (devices.length === 0) return {reason: 'No device is subscribed.', final: true};
  const {webPushRequest} = await import('./web-push-request.js');
  const answers = await Promise.all(
    devices.map(async ({id, subscription}) => {
      const status = await statusOf(() => webPushRequest(subscription, message, site.notices!.push!));
      if (status === 404 || status === 410) await pushes.remove(owner, id);
      return status;
    }),
  );
  const taken = answers.filter(status => status !== undefined && status >= 200 && status < 300).length;
  if (taken > 0) return {devices: taken};
  const gone = answers.every(status => status === 404 || status === 410);
  const refused = answers.find(status => status !== undefined);
  return {reason: gone ? 'No device is subscribed any more.' : refused ? `The push service answered ${refused}.` : 'The push service cannot be reached.', final: gone};
}

async function statusOf(request: () => Request): Promise<number | undefined> {
  try {
    const response = await fetch(request(), {redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS)});
    await response.body?.cancel();
    return response.status;
  } catch {
    return undefined;
  }
}
