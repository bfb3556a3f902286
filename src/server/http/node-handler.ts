import type {IncomingMessage, ServerResponse} from 'node:http';
import type {Http2ServerRequest, Http2ServerResponse} from 'node:http2';
import {AssentError} from '../../protocol/errors.js';
import type {AssentServer, Origin} from '../create-server.js';
import {Refusal} from '../refusal.js';
import {problemResponse} from './problem-response.js';
import {EATEN} from './request-body.js';

/** A request that may have passed through middleware of Express or Connect. */
type MountedMessage = (IncomingMessage | Http2ServerRequest) & {body?: unknown};

export interface NodeHandlerOptions {
  /** The client's address; the socket's if absent. Behind a proxy, read the header that your proxy sets, and only then. */
  addressOf?(incoming: IncomingMessage | Http2ServerRequest): string | undefined;
  /** How long a client may take over the body of one request, in ms, before it is cut off; 30,000 if absent. */
  bodyTimeoutMs?: number;
}

const BODY_TIMEOUT_MS = 30_000;

/**
 * Serves `node:http`, `node:http2`, Express and Connect. Mount it before body parsers: records are stored as the bytes
 * that were sent. The body is streamed; a client that goes away ends it. Throws `invalid_options`.
 */
export function toNodeHandler(
  server: Pick<AssentServer, 'fetch'>,
  {addressOf = socketAddress, bodyTimeoutMs = BODY_TIMEOUT_MS}: NodeHandlerOptions = {},
): (incoming: IncomingMessage | Http2ServerRequest, outgoing: Outgoing) => void {
  if (typeof server?.fetch !== 'function') {
    throw new AssentError('invalid_options', 'toNodeHandler was given no server.', {advice: 'Wait for it first: toNodeHandler(await createAssentServer(…)).'});
  }
  return (incoming, outgoing) => {
    limitBody(incoming, bodyTimeoutMs);
    void handle(server, incoming, {outgoing, addressOf}).catch(() => {
      if (!outgoing.headersSent) outgoing.statusCode = 400;
      closeAfter(incoming, outgoing);
      outgoing.end();
    });
  };
}

/** Whoever sends a byte now and then would hold a connection, and what was read so far, for as long as they like. */
function limitBody(incoming: MountedMessage, timeoutMs: number): void {
  if (!mayHaveBody(incoming) || incoming.complete) return;
  const timer = setTimeout(() => cutOff(incoming), timeoutMs);
  timer.unref();
  incoming.once('end', () => clearTimeout(timer)).once('close', () => clearTimeout(timer));
}

type Outgoing = ServerResponse | Http2ServerResponse;
type AddressOf = Required<NodeHandlerOptions>['addressOf'];

const socketAddress: AddressOf = ({socket}) => socket.remoteAddress;

async function handle(
  server: Pick<AssentServer, 'fetch'>,
  incoming: MountedMessage,
  {outgoing, addressOf}: {outgoing: Outgoing; addressOf: AddressOf},
): Promise<void> {
  const gone = new AbortController();
  outgoing.once('close', () => gone.abort());
  const response = await answerTo(server, incoming, {signal: gone.signal, addressOf});
  outgoing.statusCode = response.status;
  for (const [name, value] of response.headers) outgoing.setHeader(name, value);
  const unread = !incoming.complete && mayHaveBody(incoming);
  // What was refused before its end is not read to its end: the connection goes with it.
  if (unread) closeAfter(incoming, outgoing);
  const body = response.body ? new Uint8Array(await response.arrayBuffer()) : undefined;
  outgoing.end(body ?? '', () => {
    if (unread) cutOff(incoming);
  });
}

/** Of HTTP/2 the stream alone (RFC 9113 §8.1): other requests are on the connection. */
function cutOff(incoming: MountedMessage): void {
  if ('stream' in incoming) incoming.stream.destroy();
  else incoming.destroy();
}

/** HTTP/2 has no header for this. */
function closeAfter({httpVersionMajor}: MountedMessage, outgoing: Outgoing): void {
  if (httpVersionMajor < 2 && !outgoing.headersSent) outgoing.setHeader('connection', 'close');
}

function answerTo(server: Pick<AssentServer, 'fetch'>, incoming: MountedMessage, {signal, addressOf}: {signal: AbortSignal; addressOf: AddressOf}): Promise<Response> | Response {
  if (wasEaten(incoming)) return problemResponse(EATEN);
  let request: Request;
  try {
    request = toRequest(incoming, signal);
  } catch {
    return problemResponse(UNREADABLE);
  }
  let origin: Origin;
  try {
    const address = addressOf(incoming);
    origin = address === undefined ? {} : {address};
  } catch {
    return problemResponse(NO_ADDRESS);
  }
  return server.fetch(request, origin);
}

function toRequest(incoming: MountedMessage, signal: AbortSignal): Request {
  const {method = 'GET', url = '/', rawHeaders} = incoming;
  const headers = new Headers();
  for (let at = 0; at < rawHeaders.length; at += 2) {
    // HTTP/2 says method and target among the headers (RFC 9113 §8.3.1).
    if (!rawHeaders[at]!.startsWith(':')) headers.append(rawHeaders[at]!, rawHeaders[at + 1]!);
  }
  const target = new URL(url.startsWith('/') ? `http://localhost${url}` : url);
  return new Request(target, {
    method,
    headers,
    signal,
    ...(mayHaveBody(incoming) && {body: bodyOf(incoming), duplex: 'half'}),
  } as RequestInit);
}

/** `express.raw()` reads the bytes and keeps them; other parsers do not keep them, nor do all say where they put what they read. */
function wasEaten(incoming: MountedMessage): boolean {
  return mayHaveBody(incoming) && incoming.readableDidRead && !(incoming.body instanceof Uint8Array);
}

function mayHaveBody({method}: MountedMessage): boolean {
  return method !== 'GET' && method !== 'HEAD';
}

const NO_ADDRESS = new Refusal('internal', 'The host could not tell whose address this request is from.', 'Let `addressOf` return undefined where it does not know.');

// Such as TRACE, or a target of `*` (Fetch standard, forbidden methods; RFC 9112 §3.2.4).
const UNREADABLE = new Refusal('invalid_message', 'The request has a method or a target that is not taken here.', 'See openapi.json for what there is.');

function bodyOf(incoming: MountedMessage): BodyInit {
  if (incoming.body instanceof Uint8Array) return incoming.body as Uint8Array<ArrayBuffer>;
  const chunks = incoming[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const {done, value} = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(new Uint8Array(value));
    },
  });
}
