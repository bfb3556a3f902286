import type {Agreements} from '../../src/protocol/agreement.js';
import type {PublicationRequest} from '../../src/protocol/publication.js';
import type {RecordBody} from '../../src/protocol/record-body.js';
import type {RecordResult} from '../../src/protocol/record-results.js';
import {uuid7} from '../../src/protocol/uuid.js';
import {createAssentServer, type AssentServer, type AssentServerOptions} from '../../src/server/create-server.js';
import type {SiteOptions} from '../../src/server/sites/sites.js';

export const ORIGIN = 'https://shop.example';
export const SECRET = 'sk_test_0123456789abcdef';
export const SITE: SiteOptions = {id: 'shop', publishableKey: 'pk_shop', secretKeys: [SECRET], origins: [ORIGIN]};

export const TERMS = '# Terms of use\n\n1. You may use this.\n\n2. We may change it.\n';

/** An answer that was read to its end. */
export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  json: () => any;
}

/** A server with the calls that tests make. */
export interface TestServer {
  server: AssentServer;
  /** What was reported to `onError`. */
  errors: unknown[];
  call(path: string, init?: RequestInit): Promise<Answer>;
  publish(publication: Partial<PublicationRequest>, secret?: string): Promise<Answer>;
  /** A call of the operator, by the path below `v1/admin/`: a POST where it has a body. */
  admin(path: string, body?: unknown, secret?: string): Promise<Answer>;
  visitor(options?: {id?: string; headers?: Record<string, string>; site?: string}): Visitor;
  /** A visitor, and the name that the operator knows them by. */
  person(headers?: Record<string, string>): {visitor: Visitor; name: string};
}

/** Somebody with a device. */
export interface Visitor {
  headers: Record<string, string>;
  get(path: string, search?: Record<string, string>): Promise<Answer>;
  agreements(search?: Record<string, string>): Promise<Agreements>;
  /** A record that the server will take, but for what is changed in it. */
  record(change?: Partial<RecordBody>): Promise<RecordBody>;
  /** Sends records: objects, or the very text of each. */
  send(records: (object | string)[], beside?: {elapsedMs?: number}): Promise<Answer>;
  results(records: (object | string)[], beside?: {elapsedMs?: number}): Promise<RecordResult[]>;
}

export async function openServer(options: Partial<AssentServerOptions> = {}): Promise<TestServer> {
  const errors: unknown[] = [];
  const server = await createAssentServer({
    database: 'sqlite::memory:',
    sites: [SITE],
    limits: false, // tests come faster than people; those of limits set their own
    onError: error => errors.push(error),
    ...options,
  });
  const call = async (path: string, init?: RequestInit): Promise<Answer> => {
    const response = await server.fetch(new Request(`https://api.example/assent/${path}`, init));
    const text = await response.text();
    return {status: response.status, headers: response.headers, text, json: () => JSON.parse(text)};
  };
  const asOperator = (path: string, body: unknown, secret: string) =>
    call(path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {authorization: `Bearer ${secret}`, 'content-type': 'application/json'},
      ...(body !== undefined && {body: JSON.stringify(body)}),
    });
  return {
    server,
    errors,
    call,
    publish: (publication, secret = SECRET) =>
      asOperator('v1/publications', {document: 'terms-of-use', version: '1', texts: [{locale: 'en', source: TERMS}], ...publication}, secret),
    admin: (path, body, secret = SECRET) => asOperator(`v1/admin/${path}`, body, secret),
    person(headers = {}) {
      const id = crypto.randomUUID();
      return {visitor: visitorOf(call, {'assent-subject': id, ...headers}, 'pk_shop'), name: `anon:${id}`};
    },
    visitor: ({id = crypto.randomUUID(), headers = {'assent-subject': id}, site = 'pk_shop'} = {}) => visitorOf(call, headers, site),
  };
}

function visitorOf(call: TestServer['call'], headers: Record<string, string>, site: string): Visitor {
  const get = (path: string, search: Record<string, string> = {}) =>
    call(`${path}?${new URLSearchParams({site, ...search})}`, {headers});
  let known: Promise<Agreements> | undefined;
  const visitor: Visitor = {
    headers,
    get,
    async agreements(search) {
      const answer = await get('v1/agreements', search);
      if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`);
      known = Promise.resolve(answer.json());
      return known;
    },
    async record(change) {
      known ??= visitor.agreements();
      const {site: name, subject, presentation, agreements} = await known;
      const {document, offers} = agreements[0]!;
      const {version, text} = offers.at(-1)!;
      return {
        v: 1,
        id: uuid7(Date.now()),
        type: 'accept',
        site: name,
        subject,
        document: {id: document, version, locale: text.locale, hash: text.hash},
        presentation,
        made: {by: 'ui', trusted: true},
        at: new Date().toISOString(),
        ...change,
      };
    },
    send(records, beside = {}) {
      const rest = Object.entries(beside).map(([key, value]) => `,${JSON.stringify(key)}:${JSON.stringify(value)}`).join('');
      const items = records.map(record => `{"record":${typeof record === 'string' ? record : JSON.stringify(record)}${rest}}`);
      return call(`v1/records?site=${site}`, {
        method: 'POST',
        headers: {...headers, 'content-type': 'application/json'},
        body: `{"records":[${items.join(',')}]}`,
      });
    },
    async results(records, beside) {
      const answer = await visitor.send(records, beside);
      if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`);
      return answer.json().results;
    },
  };
  return visitor;
}

/** The code of a problem, or of a refused record. */
export function codeOf(problem: {type: string}): string {
  return problem.type.replace('urn:assent:problem:', '');
}

/** The receipt of a result that has one. */
export function receiptOf(result: RecordResult | undefined): string {
  if (!result || result.status === 'refused') throw new Error(`no receipt: ${JSON.stringify(result)}`);
  return result.receipt;
}

/** The code for which a record was refused. */
export function refusalOf(result: RecordResult | undefined): string {
  if (result?.status !== 'refused') throw new Error(`not refused: ${JSON.stringify(result)}`);
  return codeOf(result.problem);
}
