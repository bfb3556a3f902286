import {createServer, request as send, type IncomingMessage, type Server, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';

/** What the line does to every request while it lasts. `hang-after`, `cut-after`: the backend has done its work by then. */
export type LineFault =
  | {kind: 'cut-before' | 'cut-after' | 'hang' | 'hang-after'}
  | {kind: 'answer'; status: number; headers?: Record<string, string>; body?: string};

const CORS = {'access-control-allow-origin': '*', 'access-control-allow-headers': '*', 'access-control-expose-headers': 'retry-after'};

/** The line between one trial's pages and the backend: a proxy that can be told to be bad, on a port of its own. */
export class Line {
  fault: LineFault | undefined;
  /** Bodies of records that came in, good or not. */
  posts = 0;
  readonly #backend: string;
  #http: Server | undefined;
  #port = 0;

  constructor(backend: string) {
    this.#backend = backend;
  }

  static async open(backend: string): Promise<Line> {
    const line = new Line(backend);
    await line.accept();
    return line;
  }

  get endpoint(): string {
    return `http://localhost:${this.#port}/`;
  }

  /** Takes connections again, on the same port. */
  async accept(): Promise<void> {
    const http = createServer((request, response) => void this.#carry(request, response).catch(() => response.destroy()));
    await new Promise<void>((resolve, reject) => http.once('error', reject).listen(this.#port, '127.0.0.1', resolve));
    this.#port = (http.address() as AddressInfo).port;
    this.#http = http;
  }

  /** Refuses connections, and ends those that there are. */
  async refuse(): Promise<void> {
    const http = this.#http;
    this.#http = undefined;
    if (!http) return;
    const closed = new Promise(resolve => http.close(resolve));
    http.closeAllConnections();
    await closed;
  }

  async #carry(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await bytesOf(incoming);
    // A preflight is the browser's own; faults are for what the page asks.
    const preflight = incoming.method === 'OPTIONS';
    const fault = preflight ? undefined : this.fault;
    if (incoming.method === 'POST') this.posts += 1;
    if (fault?.kind === 'hang') return;
    if (fault?.kind === 'cut-before') return void incoming.socket.destroy();
    if (fault?.kind === 'answer') return void outgoing.writeHead(fault.status, {...CORS, ...fault.headers}).end(fault.body ?? '');
    const answer = await this.#forward(incoming, body);
    if (fault?.kind === 'hang-after') return;
    if (fault?.kind === 'cut-after') return void incoming.socket.destroy();
    outgoing.writeHead(answer.status, answer.headers).end(answer.body);
  }

  #forward({method, url, headers}: IncomingMessage, body: Buffer): Promise<{status: number; headers: IncomingMessage['headers']; body: Buffer}> {
    return new Promise((resolve, reject) => {
      const request = send(new URL(url ?? '/', this.#backend), {method, headers}, response => {
        bytesOf(response).then(bytes => resolve({status: response.statusCode ?? 502, headers: response.headers, body: bytes}), reject);
      });
      request.on('error', reject).end(body);
    });
  }
}

async function bytesOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
