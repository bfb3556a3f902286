import {toJsonSchema} from '@valibot/to-json-schema';
import type * as v from 'valibot';
import {AgreementsSchema} from '../protocol/agreement.js';
import {HashSchema} from '../protocol/hash.js';
import {LoggedReceiptSchema} from '../protocol/inclusion.js';
import {KeySetSchema} from '../protocol/jws.js';
import {PROBLEM_STATUS, ProblemSchema, problemType} from '../protocol/problem.js';
import {PublicationRequestSchema, PublicationSchema} from '../protocol/publication.js';
import {EntrySchema} from '../protocol/receipt.js';
import {HistorySchema, RecordBatchSchema, RecordBodySchema, RecordResultsSchema} from '../protocol/record.js';
import {ANONYMOUS_HEADER, PROBLEM_CONTENT_TYPE, ROUTES} from '../protocol/routes.js';

type Json = {[key: string]: unknown};

const SCHEMAS = {
  Agreements: AgreementsSchema,
  Entry: EntrySchema,
  History: HistorySchema,
  KeySet: KeySetSchema,
  Problem: ProblemSchema,
  Publication: PublicationSchema,
  PublicationRequest: PublicationRequestSchema,
  Receipt: LoggedReceiptSchema,
  RecordBatch: RecordBatchSchema,
  RecordBody: RecordBodySchema,
  RecordResults: RecordResultsSchema,
} as const;

type SchemaName = keyof typeof SCHEMAS;

const SITE = parameter('site', 'query', 'The publishable key of the site, pk_….', {type: 'string'});
const LOGGED_SITE = parameter('logged', 'path', 'The id of the site.', {type: 'string'});
const SUBJECT = [{token: []}, {anonymous: []}];
const SECRET = [{secretKey: []}];

/** Describes the interface in OpenAPI 3.1, from the same schemas that check the messages. */
export function openapi(): Json {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Assent',
      version: '1',
      description: 'Paths are below the endpoint where the backend is mounted. Every refusal is a problem (RFC 9457).',
    },
    paths: paths(),
    components: {
      schemas: {...Object.fromEntries(Object.entries(SCHEMAS).map(([name, schema]) => [name, jsonSchema(schema)]))},
      responses: {
        Problem: {
          description: `A problem; its type is one of ${Object.keys(PROBLEM_STATUS).map(code => problemType(code as keyof typeof PROBLEM_STATUS)).join(', ')}.`,
          content: {[PROBLEM_CONTENT_TYPE]: {schema: ref('Problem')}},
        },
      },
      securitySchemes: {
        token: {type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'Signed by the host: EdDSA or ES256, kid, sub, iat, exp; ten minutes at most.'},
        anonymous: {type: 'apiKey', in: 'header', name: ANONYMOUS_HEADER, description: 'A random UUID, made on the device, kept per site.'},
        secretKey: {type: 'http', scheme: 'bearer', description: 'sk_…; names the site too.'},
      },
    },
  };
}

function paths(): Json {
  const documents = parameter('documents', 'query', 'Ids of the documents that are asked about, with commas between; all of the site if absent.', {type: 'string'}, false);
  const locale = parameter('locale', 'query', 'BCP 47; the texts come in the locale that fits best.', {type: 'string'}, false);
  const after = parameter('after', 'query', 'The `next` of the page before.', {type: 'string'}, false);
  return {
    [`/${ROUTES.agreements}`]: {
      get: operation('getAgreements', 'How the subject stands to the documents of the site', {parameters: [SITE, locale, documents], answer: 'Agreements', security: SUBJECT}),
    },
    [`/${ROUTES.documents}/{hash}`]: {
      get: {
        ...operation('getDocument', 'The canonical bytes (RFC 8785) that a hash names, immutable', {parameters: [parameter('hash', 'path', 'sha256:<hex>.', jsonSchema(HashSchema)), SITE]}),
      },
    },
    [`/${ROUTES.records}`]: {
      get: operation('getRecords', "The subject's own records with their receipts, oldest first", {parameters: [SITE, after], answer: 'History', security: SUBJECT}),
      post: operation('postRecords', 'Stores records; each `record` is a RecordBody, and its bytes are kept as they are sent', {
        parameters: [SITE],
        body: 'RecordBatch',
        answer: 'RecordResults',
        security: [...SUBJECT, {}],
      }),
    },
    [`/${ROUTES.receipts}/{id}`]: {
      get: operation('getReceipt', 'The receipt of one record: a JWS whose payload is an Entry', {
        parameters: [parameter('id', 'path', 'The id of the record.', {type: 'string'}), SITE],
        answer: 'Receipt',
        security: [...SUBJECT, ...SECRET],
      }),
    },
    [`/${ROUTES.publications}`]: {
      get: {
        ...operation('getPublications', 'Everything that was published', {security: SECRET}),
        responses: responses({type: 'object', required: ['publications'], properties: {publications: {type: 'array', items: ref('Publication')}}}),
      },
      post: {
        ...operation('postPublication', 'Puts a version in force, or adds a locale to one', {body: 'PublicationRequest', security: SECRET}),
        responses: {...responses(ref('Publication')), 201: json('Put in force, or a locale added', ref('Publication'))},
      },
    },
    [`/${ROUTES.log}/{logged}/checkpoint`]: {
      get: operation('getCheckpoint', 'What is signed of the log of a site, at its largest (C2SP tlog-checkpoint)', {parameters: [LOGGED_SITE]}),
    },
    [`/${ROUTES.log}/{logged}/tile/{level}/{tile}`]: {
      get: operation('getTile', 'Digests of the log of a site; the path is that of C2SP tlog-tiles', {
        parameters: [LOGGED_SITE, parameter('level', 'path', '0 to 63.', {type: 'integer'}), parameter('tile', 'path', 'x001/x234/067, or x001/x234/067.p/8.', {type: 'string'})],
      }),
    },
    [`/${ROUTES.keys}`]: {get: operation('getKeys', 'The public keys that receipts verify with', {answer: 'KeySet'})},
    [`/${ROUTES.health}`]: {get: operation('getHealth', 'Whether the database answers', {})},
    [`/${ROUTES.openapi}`]: {get: operation('getOpenapi', 'This description', {})},
  };
}

interface Operation {
  parameters?: Json[];
  body?: SchemaName;
  answer?: SchemaName;
  security?: Json[];
}

function operation(operationId: string, summary: string, {parameters, body, answer, security = []}: Operation): Json {
  return {
    operationId,
    summary,
    ...(parameters && {parameters}),
    ...(body && {requestBody: {required: true, content: {'application/json': {schema: ref(body)}}}}),
    security,
    responses: responses(answer ? ref(answer) : {type: 'object'}),
  };
}

function responses(schema: Json): Json {
  return {200: json('Done', schema), default: {$ref: '#/components/responses/Problem'}};
}

function json(description: string, schema: Json): Json {
  return {description, content: {'application/json': {schema}}};
}

function parameter(name: string, place: 'query' | 'path', description: string, schema: Json, required = true): Json {
  return {name, in: place, description, required, schema};
}

function ref(name: SchemaName): Json {
  return {$ref: `#/components/schemas/${name}`};
}

/** JSON Schema 2020-12, as OpenAPI 3.1 has it. What it cannot say (an instant that exists) is left to the checks. */
function jsonSchema(schema: v.GenericSchema): Json {
  const {$schema, ...rest} = toJsonSchema(schema, {errorMode: 'ignore', typeMode: 'input', target: 'draft-2020-12'}) as Json;
  return rest;
}
