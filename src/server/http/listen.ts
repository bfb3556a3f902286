import {createServer, type RequestListener, type Server, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {AssentError} from '../../protocol/errors.js';

/** How long a request that has begun may take to end once a stop was asked for. */
const GRACE_MS = 8_000;
/** How often connections that are kept alive and idle are closed while stopping. */
const IDLE_SWEEP_MS = 50;

/** How long a client may take, in ms: connections are what a slow one holds. */
const PATIENCE = {
  /** To send the head of a request. */
  headersTimeout: 10_000,
  /** To send all of it. */
  requestTimeout: 30_000,
  /** Between two requests: longer than proxies keep a connection, who would else send one into its end. Most wait for 60 s. */
  keepAliveTimeout: 65_000,
  /** How often the two first are looked at. */
  connectionsCheckingInterval: 1_000,
};
/** Without a byte in either direction: a client that does not read its answer. */
const SILENCE_MS = 60_000;

/** A port that is being listened on. */
export interface Listening {
  /** Without a slash at the end; `localhost` where only this machine or every address is meant. */
  address: string;
  /** Answers requests from now on; those that came earlier wait for it. */
  answer(handle: RequestListener): void;
  /** Refuses new connections and finishes what has begun. False where something did not end within eight seconds. */
  stop(): Promise<boolean>;
}

/** Listens on a port, 0 for a free one, and cuts off clients that are slow. Throws `invalid_options` where it is taken or not allowed. */
export async function listen(host: string, port: number, patience: Partial<typeof PATIENCE> = {}): Promise<Listening> {
  const http = createServer({...PATIENCE, ...patience});
  http.setTimeout(SILENCE_MS);
  const unanswered = new Set<ServerResponse>();
  http.on('request', (_, response: ServerResponse) => {
    unanswered.add(response);
    response.once('close', () => unanswered.delete(response));
  });
  const early: Parameters<RequestListener>[] = [];
  const keep: RequestListener = (...exchange) => void early.push(exchange);
  http.on('request', keep);
  await bind(http, host, port);
  return {
    address: addressOf(http, host),
    answer(handle) {
      http.off('request', keep).on('request', handle);
      for (const exchange of early.splice(0)) handle(...exchange);
    },
    stop: () => stop(http, unanswered),
  };
}

function bind(http: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    http.once('error', (error: NodeJS.ErrnoException) => {
      const reason = error.code === 'EADDRINUSE' ? 'is taken' : `cannot be listened on (${error.code})`;
      const isHost = ['EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN'].includes(error.code ?? '');
      reject(new AssentError('invalid_options', `Port ${port} on ${host} ${reason}.`, {advice: `Choose another with ${isHost ? '--host' : '--port'}.`}));
    });
    http.listen(port, host, resolve);
  });
}

function addressOf(http: Server, host: string): string {
  const {port} = http.address() as AddressInfo;
  if (['127.0.0.1', '::1', '0.0.0.0', '::'].includes(host)) return `http://localhost:${port}`;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function stop(http: Server, unanswered: ReadonlySet<ServerResponse>): Promise<boolean> {
  // A connection that is kept alive would hold the port for as long as its client likes. Who is not told that it ends,
  // be it in the middle of a request, may send the next one into its end.
  const last = (response: ServerResponse) => void (response.headersSent || response.setHeader('connection', 'close'));
  for (const response of unanswered) last(response);
  http.prependListener('request', (_, response: ServerResponse) => last(response));
  return new Promise(resolve => {
    const idle = setInterval(() => http.closeIdleConnections(), IDLE_SWEEP_MS);
    const late = setTimeout(() => {
      clearInterval(idle);
      http.closeAllConnections();
      resolve(false);
    }, GRACE_MS);
    http.close(() => {
      clearInterval(idle);
      clearTimeout(late);
      resolve(true);
    });
  });
}
