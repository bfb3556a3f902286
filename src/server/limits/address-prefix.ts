/**
 * The network that an address is in: /24 of IPv4, /48 of IPv6. One person may have all the addresses of an IPv6
 * network, and a whole address is more than we need to know. Undefined for anything else.
 */
export function addressPrefix(address: string): string | undefined {
  const four = /^(?:::ffff:)?(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.\d{1,3}$/i.exec(address);
  if (four) return `${four[1]}.${four[2]}.${four[3]}.0/24`;
  const [bare = ''] = address.toLowerCase().split('%');
  if (!/^[0-9a-f:]+$/.test(bare) || !bare.includes(':')) return undefined;
  const [front = '', back = ''] = bare.split('::');
  const groups = (part: string) => (part === '' ? [] : part.split(':'));
  const missing = Math.max(0, 8 - groups(front).length - groups(back).length);
  const all = [...groups(front), ...Array.from({length: missing}, () => '0'), ...groups(back)];
  return `${all.slice(0, 3).map(group => Number.parseInt(group || '0', 16).toString(16)).join(':')}::/48`;
}
