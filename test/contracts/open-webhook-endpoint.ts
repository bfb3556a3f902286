import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';

/** What an endpoint was sent. */
export interface Received {
  headers: Record<string, string>;
  body: string;
}

/** An operator's endpoint on this machine. */
export interface WebhookEndpoint {
  url: string;
  /** What is answered from now on. */
  status: number;
  readonly received: Received[];
  close(): Promise<void>;
}

export async function openWebhookEndpoint(): Promise<WebhookEndpoint> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({headers: request.headers as Record<string, string>, body: Buffer.concat(chunks).toString('utf8')});
      response.writeHead(endpoint.status).end();
    });
  });
  await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve));
  const {port} = server.address() as AddressInfo;
  const endpoint: WebhookEndpoint = {
    url: `http://127.0.0.1:${port}/hooks`,
    status: 204,
    received,
    close: () =>
      new Promise(resolve => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return endpoint;
}
