import type {IncomingMessage, ServerResponse} from 'node:http';
import {Door} from '../../faults/door.js';

const CORS = {'access-control-allow-origin': '*', 'access-control-allow-headers': '*', 'access-control-max-age': '600'};
const ACT = /"id":"(act-\d+|[0-9a-f]{8}-[0-9a-f-]{27})"/g;

/** Where acts arrive: counts them, and fails as it is told. Takes them itself, or hands them on to a backend. */
export class Gate extends Door {
  /** How often each act was taken. */
  readonly taken = new Map<string, number>();
  requests = 0;
  /** What brought acts, to be sent once more by itself. */
  readonly bodies: {url: string; headers: Record<string, string>; text: string}[] = [];
  /** Spent by the backend on acts, ms. */
  backendMs = 0;
  /** So many acts meet a 503 the first time that they come. */
  refuseFirst = 0;
  /** What a request without any evidence costs: stores the records that it carries. */
  bare: (body: string) => Promise<unknown> = async () => [];
  readonly #met = new Set<string>();
  readonly #backend: string | undefined;

  constructor(backend?: string) {
    super();
    this.#backend = backend;
  }

  protected async answer(incoming: IncomingMessage, outgoing: ServerResponse, body: Buffer): Promise<void> {
    if (incoming.url === '/bare' && incoming.method === 'POST') return void outgoing.writeHead(200, CORS).end(JSON.stringify(await this.bare(body.toString())));
    const acts = incoming.method === 'POST' ? [...body.toString().matchAll(ACT)].map(([, id]) => id!) : [];
    if (acts.length > 0) {
      this.requests += 1;
      const own = Object.entries(incoming.headers).filter(([name]) => /^(content-type|authorization|assent-.*)$/.test(name));
      this.bodies.push({url: incoming.url!, headers: Object.fromEntries(own) as Record<string, string>, text: body.toString()});
      if (this.#refuses(acts)) return void outgoing.writeHead(503, CORS).end();
    }
    const from = performance.now();
    const answer = this.#backend ? await this.forward(this.#backend, incoming, body) : {status: 200, headers: CORS, body: '{}'};
    if (acts.length > 0) this.backendMs += performance.now() - from;
    if (answer.status < 300) for (const id of acts) this.taken.set(id, (this.taken.get(id) ?? 0) + 1);
    outgoing.writeHead(answer.status, answer.headers).end(answer.body);
  }

  #refuses(acts: readonly string[]): boolean {
    const fresh = acts.filter(id => !this.#met.has(id));
    const refuses = fresh.length > 0 && this.#met.size < this.refuseFirst;
    for (const id of fresh) this.#met.add(id);
    return refuses;
  }
}
