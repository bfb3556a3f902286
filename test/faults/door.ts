import {createServer, request as send, type IncomingMessage, type Server, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {until} from '../contracts/until.js';

/** An answer that was read to its end. */
export interface Forwarded {
  status: number;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

/** A server of a test that goes away and comes back on the same port. */
export abstract class Door {
  #http: Server | undefined;
  #port = 0;

  get endpoint(): string {
    return `http://localhost:${this.#port}/`;
  }

  /** Takes connections, always on the port that it had first. */
  async open(): Promise<void> {
    // While it was closed, a connection of somebody else may have gone out by that port: it ends.
    const http = await until(() => this.#listen().catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') throw error;
      return undefined;
    }));
    this.#http = http;
    this.#port = (http.address() as AddressInfo).port;
  }

  /** Refuses connections, and ends those that there are. */
  async close(): Promise<void> {
    const http = this.#http;
    this.#http = undefined;
    if (!http) return;
    const closed = new Promise(resolve => http.close(resolve));
    http.closeAllConnections();
    await closed;
  }

  /** Answers a request whose body was read; a connection is cut where it throws. */
  protected abstract answer(incoming: IncomingMessage, outgoing: ServerResponse, body: Buffer): Promise<void>;

  /** Hands a request on to a backend. */
  protected forward(backend: string, {method, url, headers}: IncomingMessage, body: Buffer): Promise<Forwarded> {
    return new Promise((resolve, reject) => {
      const request = send(new URL(url ?? '/', backend), {method, headers}, response => {
        bytesOf(response).then(bytes => resolve({status: response.statusCode ?? 502, headers: response.headers, body: bytes}), reject);
      });
      request.on('error', reject).end(body);
    });
  }

  #listen(): Promise<Server> {
    const http = createServer((incoming, outgoing) => void bytesOf(incoming).then(body => this.answer(incoming, outgoing, body)).catch(() => outgoing.destroy()));
    return new Promise((resolve, reject) => http.once('error', reject).listen(this.#port, '127.0.0.1', () => resolve(http)));
  }
}

async function bytesOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
