import type {Assent} from '../client/assent.js';
import {assentOn} from '../client/assent-on.js';
import {thisDevice} from '../client/device.js';
import type {HeadStart} from '../client/head-start.js';
import type {AssentGate} from './assent-gate.js';
import {FURTHER, parsed} from './further.js';
import {registerElements} from './register.js';

/** What a script tag says, read from its attributes. */
export interface ScriptOptions {
  endpoint: string;
  site: string;
  /** Documents to ask for; all of the site's if empty. */
  documents: string[];
  locale: string;
  subject: string | undefined;
  getSubjectToken?: () => string;
}

/** A tag may be there twice, by a template and a tag manager, or be run again by a router: one gate asks for what it says. */
const gates: Record<string, AssentGate> = {};

/**
 * The second stage of the script tag: a client, and a gate on the page that asks for what is owed. It sends by `fetch`: all
 * that ky would add is retrying, and the outbox does that.
 */
export async function start({documents, subject, ...options}: ScriptOptions, begun?: HeadStart): Promise<Assent> {
  registerElements();
  if (!document.body) await parsed();
  const asked = `${options.site} ${subject} ${documents}`;
  if (gates[asked]?.isConnected) return gates[asked].client!;
  const client = assentOn({...thisDevice(), ...begun}, {...options, ...(subject && {subject})});
  const gate = (gates[asked] = document.createElement('assent-gate'));
  gate.client = client;
  gate.documents = documents;
  document.body.append(gate);
  // A hint that is not kept costs the next page one request. At once: what it asks is what the gate asks just now.
  import('../client/hint.js').then(({keepHint}) => keepHint(client, {...options, subject, documents}), () => {});
  // The script may run before the page is all there.
  void parsed().then(async () => {
    if (document.querySelector(FURTHER)) (await import('./register-further.js')).registerFurther();
  });
  return client;
}
