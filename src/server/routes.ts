import {ANNOUNCEMENTS_ROUTE, ROUTES} from '../protocol/routes.js';
import type {OpenContext, SiteContext} from './context.js';
import {administer} from './endpoints/admin.js';
import {getAgreements} from './endpoints/agreements.js';
import {getAnnouncements} from './endpoints/announcements.js';
import {getChanges} from './endpoints/changes.js';
import {getDocument} from './endpoints/documents.js';
import {getReceipt, getRecords} from './endpoints/history.js';
import {getLog} from './endpoints/log.js';
import {getLink, postLink} from './endpoints/links.js';
import {getHealth, getKeys, getMetrics, getOpenapi} from './endpoints/open.js';
import {getPush, postPush} from './endpoints/push.js';
import {getPublications, postPublication} from './endpoints/publications.js';
import {postRecords} from './endpoints/records.js';
import {getStanding, postAttachment} from './endpoints/standing.js';

type Endpoint<Context> = (context: Context) => Promise<Response>;

/** Answers at one path, by method. `open` ones are the same for every site and readable from every origin. */
export type Route =
  | {open: true; endpoints: Record<string, Endpoint<OpenContext>>}
  | {open: false; endpoints: Record<string, Endpoint<SiteContext>>};

interface Pattern {
  path: string;
  /** Whether one more part follows the path, or any number of them. */
  parameter?: boolean | 'rest';
  route: Route;
}

const PATTERNS: readonly Pattern[] = [
  {path: ROUTES.agreements, route: {open: false, endpoints: {GET: getAgreements}}},
  {path: ANNOUNCEMENTS_ROUTE, route: {open: false, endpoints: {GET: getAnnouncements}}},
  {path: ROUTES.documents, parameter: true, route: {open: false, endpoints: {GET: getDocument}}},
  {path: ROUTES.changes, parameter: 'rest', route: {open: false, endpoints: {GET: getChanges}}},
  {path: ROUTES.records, route: {open: false, endpoints: {GET: getRecords, POST: postRecords}}},
  {path: ROUTES.receipts, parameter: true, route: {open: false, endpoints: {GET: getReceipt}}},
  {path: ROUTES.publications, route: {open: false, endpoints: {GET: getPublications, POST: postPublication}}},
  {path: ROUTES.standing, route: {open: false, endpoints: {GET: getStanding}}},
  {path: ROUTES.attachments, route: {open: false, endpoints: {POST: postAttachment}}},
  {path: ROUTES.push, route: {open: false, endpoints: {GET: getPush, POST: postPush}}},
  {path: ROUTES.links, parameter: true, route: {open: true, endpoints: {GET: getLink, POST: postLink}}},
  {path: ROUTES.admin, parameter: 'rest', route: {open: false, endpoints: {GET: administer, POST: administer}}},
  {path: ROUTES.log, parameter: 'rest', route: {open: true, endpoints: {GET: getLog}}},
  {path: ROUTES.keys, route: {open: true, endpoints: {GET: getKeys}}},
  {path: ROUTES.health, route: {open: true, endpoints: {GET: getHealth}}},
  {path: ROUTES.metrics, route: {open: true, endpoints: {GET: getMetrics}}},
  {path: ROUTES.openapi, route: {open: true, endpoints: {GET: getOpenapi}}},
];

/** What a path ends in, by pattern; the last group is the parameter. Made once: every request asks. */
const ENDS = PATTERNS.map(({path, parameter}) => new RegExp(`/${path.replaceAll('.', '\\.')}${parameter === 'rest' ? '/(.+)' : parameter ? '/([^/]+)' : ''}$`));

/** The route that a path ends in: whatever stands before is where the host mounted us. */
export function findRoute(pathname: string): {path: string; route: Route; parameter: string} | undefined {
  for (const [at, {path, route}] of PATTERNS.entries()) {
    const found = ENDS[at]!.exec(pathname);
    if (!found) continue;
    const parameter = decode(found[1] ?? '');
    if (parameter !== undefined) return {path, route, parameter};
  }
  return undefined;
}

function decode(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
