import {withMemory} from '../outbox/memory-store.js';
import {UPLOADS} from '../outbox/item.js';
import {Outbox} from '../outbox/outbox.js';
import {makingRoom} from '../outbox/making-room.js';
import type {AssentOptions} from './assent.js';
import {AssentClient} from './client.js';
import {Timekeeper} from './clock.js';
import type {Device} from './device.js';
import {firstLocale} from './first-locale.js';
import {EVENT_GAP_MS, LateDelivery} from './late-delivery.js';
import {identify} from './subject.js';
import {Tabs} from './tabs.js';
import {TERMS} from './terms.js';
import {endpointUrl, invalid} from './transport.js';
import {listen} from './triggers.js';

/** A client on a device of the caller's choice. Throws `invalid_options`. */
export function assentOn(device: Device, options: AssentOptions): AssentClient {
  const {store, clock, random, locks, connect, fetch, newVisitor} = device;
  const {site, subject, getSubjectToken, debug} = options;
  if (!/^pk_/.test(site)) throw invalid('`site` is not a publishable key, pk_….');
  if ((subject === undefined) !== (getSubjectToken === undefined)) {
    throw invalid('`subject` and `getSubjectToken` go together.');
  }
  const name = `assent.${site}`;
  const disk = store(name);
  const caches = withMemory(disk);
  // Texts can be had again; an act or a receipt cannot.
  const outbox = new Outbox(makingRoom(disk, TERMS));
  const time = new Timekeeper(clock);
  const transport = connect(endpointUrl(options.endpoint), site, {debug, fetch});
  const load = async () => {
    const {Delivery} = await import('./delivery.js');
    return new Delivery({
      client,
      outbox,
      transport,
      store: caches,
      time,
      name,
      locks,
      random,
      person: () => client.person(),
      hidden: () => typeof document !== 'undefined' && document.visibilityState === 'hidden',
      settled: outcomes => client.settled(outcomes),
      uploaded: () => client.uploaded(),
    });
  };
  // Without storage there is no outbox, and nothing in it.
  const waits = async () => (await outbox.items().catch(() => [])).length + (await caches.list(UPLOADS)).length > 0;
  const delivery = new LateDelivery({load, waits, time, random});
  const tabs = new Tabs(name, message => void client.heard(message).catch(() => {}));
  const locale = firstLocale(options.locale, globalThis.document?.documentElement.lang, globalThis.navigator?.language);
  const client: AssentClient = new AssentClient({
    locale,
    caches,
    outbox,
    transport,
    time,
    delivery,
    tabs,
    cases: async (person, changed) => {
      const {Cases} = await import('./cases.js');
      return new Cases({store: caches, outbox, transport, time, person, changed});
    },
    identify: () => identify(options, caches, newVisitor),
    renew: account => assentOn(device, {...options, ...account}),
    stopListening: () => stopListening(),
  });
  let stopListening = () => {};
  if (typeof document !== 'undefined') {
    stopListening = listen({
      back: () => delivery.kick({gapMs: EVENT_GAP_MS, held: true, back: true}),
      restored: () => {
        tabs.open();
        delivery.kick({held: true});
      },
      leaving: () => client.leave(),
    });
    tabs.open();
    // What an earlier page has left is sent now.
    delivery.kick({held: true});
  }
  return client;
}
