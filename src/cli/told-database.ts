/** A database as it may be printed: without who opens it, by which password, and how (the query may hold one, too). */
export function toldDatabase(url: string): string {
  const [, scheme, rest] = /^(postgres(?:ql)?:\/\/)([^?]*)/.exec(url) ?? [];
  // A password may have an @ in it that is not escaped.
  return scheme === undefined ? url : scheme + rest!.slice(rest!.lastIndexOf('@') + 1);
}
