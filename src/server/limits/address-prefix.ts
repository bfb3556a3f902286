/** As some proxies spell what they pass on: with a port, and then IPv6 in brackets. */
const WITH_PORT = /^(?:\[([^\]]*)\](?::\d+)?|([\d.]+):\d+)$/;

/**
 * The network that an address is in: /24 of IPv4, /48 of IPv6. One person may have all the addresses of an IPv6
 * network, and a whole address is more than we need to know. Undefined for anything else.
 */
export function addressPrefix(spelled: string): string | undefined {
  const [, bracketed, beforePort] = WITH_PORT.exec(spelled) ?? [];
  const address = bracketed ?? beforePort ?? spelled;
  const four = /^(?:::ffff:)?(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.\d{1,3}$/i.exec(address);
  if (four) return `${four[1]}.${four[2]}.${four[3]}.0/24`;
  // The last four bytes may be written as those of IPv4 (RFC 4291 §2.2); the network does not hang on them.
  const bare = address.toLowerCase().split('%')[0]!.replace(/:[\d.]+\.\d+$/, ':0:0');
  if (!/^[0-9a-f:]+$/.test(bare) || !/:.*:/.test(bare)) return undefined;
  const [front = '', back = ''] = bare.split('::');
  const groups = (part: string) => (part === '' ? [] : part.split(':'));
  const missing = Math.max(0, 8 - groups(front).length - groups(back).length);
  const all = [...groups(front), ...Array.from({length: missing}, () => '0'), ...groups(back)];
  return `${all.slice(0, 3).map(group => Number.parseInt(group || '0', 16).toString(16)).join(':')}::/48`;
}
