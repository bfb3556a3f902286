import {createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, type ECDH} from 'node:crypto';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {jwtVerify} from 'jose';
import type {PushMessage} from '../../src/protocol/push.js';
import type {PushSubscriptionJson} from '../../src/protocol/push-request.js';

/** A browser that was subscribed, as its push service knows it. */
export interface PushDevice {
  subscription: PushSubscriptionJson;
  /** What it has received, decrypted. */
  received: PushMessage[];
  /** Claims and headers of each request. */
  requests: {audience: unknown; subject: unknown; ttl: string | undefined}[];
  /** What its push service answers from now on. */
  status: number;
}

/** A push service on this machine: takes what a real one takes, and opens it as a browser does. */
export interface PushService {
  device(): PushDevice;
  close(): Promise<void>;
}

/** @param publicKey the application server's VAPID key, that every request has to be signed by */
export async function openPushService(publicKey: string): Promise<PushService> {
  const devices = new Map<string, {device: PushDevice; ecdh: ECDH; auth: Buffer}>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const known = devices.get(request.url!);
      if (!known) return response.writeHead(404).end();
      const {device, ecdh, auth} = known;
      try {
        const {aud, sub} = await vapidClaims(request.headers.authorization ?? '', publicKey);
        device.requests.push({audience: aud, subject: sub, ttl: request.headers['ttl'] as string | undefined});
        if (device.status === 201) device.received.push(JSON.parse(decrypt(Buffer.concat(chunks), {ecdh, auth})) as PushMessage);
        return response.writeHead(device.status).end();
      } catch (error) {
        return response.writeHead(400).end(String(error));
      }
    });
  });
  await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve));
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  return {
    device() {
      const ecdh = createECDH('prime256v1');
      const path = `/push/${randomBytes(9).toString('base64url')}`;
      const auth = randomBytes(16);
      const keys = {p256dh: ecdh.generateKeys().toString('base64url'), auth: auth.toString('base64url')};
      const device: PushDevice = {subscription: {endpoint: origin + path, keys}, received: [], requests: [], status: 201};
      devices.set(path, {device, ecdh, auth});
      return device;
    },
    close: () =>
      new Promise(resolve => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** RFC 8292: `vapid t=<JWT>, k=<public key>`. */
async function vapidClaims(header: string, expected: string): Promise<{aud?: unknown; sub?: unknown}> {
  const [, token, key] = /^vapid t=([^,]+), k=(.+)$/.exec(header) ?? [];
  if (key !== expected) throw new Error('Signed by another application server.');
  const point = Buffer.from(key, 'base64url');
  const jwk = {kty: 'EC', crv: 'P-256', x: point.subarray(1, 33).toString('base64url'), y: point.subarray(33).toString('base64url')};
  return (await jwtVerify(token!, createPublicKey({key: jwk, format: 'jwk'}), {algorithms: ['ES256']})).payload;
}

/** RFC 8291 §3.4 over RFC 8188: one record of aes128gcm. */
function decrypt(body: Buffer, {ecdh, auth}: {ecdh: ECDH; auth: Buffer}): string {
  const salt = body.subarray(0, 16);
  const sender = body.subarray(21, 21 + body[20]!);
  const sealed = body.subarray(21 + body[20]!);
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), ecdh.getPublicKey(), sender]);
  const secret = Buffer.from(hkdfSync('sha256', ecdh.computeSecret(sender), auth, info, 32));
  const key = Buffer.from(hkdfSync('sha256', secret, salt, 'Content-Encoding: aes128gcm\0', 16));
  const nonce = Buffer.from(hkdfSync('sha256', secret, salt, 'Content-Encoding: nonce\0', 12));
  const decipher = createDecipheriv('aes-128-gcm', key, nonce);
  decipher.setAuthTag(sealed.subarray(-16));
  const padded = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
  return padded.subarray(0, padded.lastIndexOf(2)).toString('utf8');
}
