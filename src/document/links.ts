/** Schemes that a link may have; RFC 3986 §3.1 compares them without regard to case. */
const ALLOWED = /^(https:\/\/[^\s]|mailto:[^\s]|tel:[^\s])/i;
const UNSEEN = /[\u0000-\u0020\u007f\u2028\u2029]/;

/**
 * Whether a link may be one: https:, mailto: and tel: only. Control characters and white space are refused, for
 * browsers drop some of them (URL Standard §4.4) and would then read another scheme.
 */
export function isLinkTarget(href: string): boolean {
  return ALLOWED.test(href) && !UNSEEN.test(href);
}

/** Whether a link leads to a place in the same text. It is kept as one, and shown as its words: the page that had that place is elsewhere. */
export function isPlace(href: string): boolean {
  return /^#./.test(href) && !UNSEEN.test(href);
}
