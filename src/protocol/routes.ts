/** Paths below the endpoint. The site's publishable key is the query parameter `site` of every one of them. */
export const ROUTES = {
  agreements: 'v1/agreements',
  documents: 'v1/documents',
  changes: 'v1/changes',
  records: 'v1/records',
  receipts: 'v1/receipts',
  keys: 'v1/keys',
  log: 'v1/log',
  publications: 'v1/publications',
  standing: 'v1/standing',
  attachments: 'v1/attachments',
  push: 'v1/push',
  links: 'v1/links',
  admin: 'v1/admin',
  health: 'healthz',
  metrics: 'metrics',
  openapi: 'openapi.json',
} as const;

/** When the terms of a site last changed; asked by the script tag's loader, which has no room for the other routes. */
export const ANNOUNCEMENTS_ROUTE = 'v1/announcements';

/** Carries the id of an anonymous visitor: 128 random bits as a UUID, made on the device, kept per site. */
export const ANONYMOUS_HEADER = 'assent-subject';
/** The server's clock (RFC 3339) beside an answer that has no body to say it in. */
export const TIME_HEADER = 'assent-time';
export const PROBLEM_CONTENT_TYPE = 'application/problem+json';
