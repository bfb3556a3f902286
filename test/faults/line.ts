import type {IncomingMessage, ServerResponse} from 'node:http';
import {Door} from './door.js';

/** What the line does to every request while it lasts. `hang-after`, `cut-after`: the backend has done its work by then. */
export type LineFault =
  | {kind: 'cut-before' | 'cut-after' | 'hang' | 'hang-after'}
  | {kind: 'answer'; status: number; headers?: Record<string, string>; body?: string};

const CORS = {'access-control-allow-origin': '*', 'access-control-allow-headers': '*', 'access-control-expose-headers': 'retry-after'};

/** The line between one trial's pages and the backend: a proxy that can be told to be bad, on a port of its own. */
export class Line extends Door {
  fault: LineFault | undefined;
  /** Bodies of records that came in, good or not. */
  posts = 0;
  readonly #backend: string;

  constructor(backend: string) {
    super();
    this.#backend = backend;
  }

  protected async answer(incoming: IncomingMessage, outgoing: ServerResponse, body: Buffer): Promise<void> {
    // A preflight is the browser's own; faults are for what the page asks.
    const preflight = incoming.method === 'OPTIONS';
    const fault = preflight ? undefined : this.fault;
    if (incoming.method === 'POST') this.posts += 1;
    if (fault?.kind === 'hang') return;
    if (fault?.kind === 'cut-before') return void incoming.socket.destroy();
    if (fault?.kind === 'answer') return void outgoing.writeHead(fault.status, {...CORS, ...fault.headers}).end(fault.body ?? '');
    const answer = await this.forward(this.#backend, incoming, body);
    if (fault?.kind === 'hang-after') return;
    if (fault?.kind === 'cut-after') return void incoming.socket.destroy();
    outgoing.writeHead(answer.status, answer.headers).end(answer.body);
  }
}
