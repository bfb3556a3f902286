import type {IncomingMessage} from 'node:http';
import {addressPrefix} from '../server/limits/address-prefix.js';

/**
 * Reads a client's address from a header that a proxy writes. Of several the last one counts: it is the proxy's own word,
 * and those before it are what the client has said. Who comes past the proxy has the address of its socket, and
 * so has who comes with something else than an address there: else they were not counted at all.
 */
export function addressIn(header: string): (incoming: IncomingMessage) => string | undefined {
  return ({headers, socket}) => {
    const said = [headers[header]].flat().join(',').split(',').at(-1)!.trim();
    return addressPrefix(said) === undefined ? socket.remoteAddress : said;
  };
}
