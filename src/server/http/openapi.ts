import {toJsonSchema} from '@valibot/to-json-schema';
import type * as v from 'valibot';
import {AgreementsSchema} from '../../protocol/agreement.js';
import {AttachmentSchema, ATTACHMENT_TYPES} from '../../protocol/appeal.js';
import {HashSchema} from '../../protocol/hash.js';
import {LoggedReceiptSchema} from '../../protocol/inclusion.js';
import {KeySetSchema} from '../../protocol/jws.js';
import {DeliveryReportSchema, NoticesRequestSchema, NoticeViewSchema} from '../../protocol/notice.js';
import {KeeperRecordSchema} from '../../protocol/keeper-record.js';
import {ErasureRequestSchema, ErasureSchema, HoldRequestSchema, HoldSchema, RecordExtrasSchema, ReleaseRequestSchema, RetentionRequestSchema, RetentionSchema, SubjectViewSchema} from '../../protocol/privacy.js';
import {PROBLEM_STATUS, ProblemSchema, problemType} from '../../protocol/problem.js';
import {ProgressSchema, PublicationPreviewSchema, PublicationRequestSchema, PublicationSchema, PublishedSchema} from '../../protocol/publication.js';
import {PushSettingsSchema} from '../../protocol/push.js';
import {PushRequestSchema} from '../../protocol/push-request.js';
import {EntrySchema} from '../../protocol/receipt.js';
import {HistorySchema} from '../../protocol/history.js';
import {RecordBatchSchema, RecordBodySchema} from '../../protocol/record-body.js';
import {FoundRecordsSchema} from '../../protocol/record-search.js';
import {RecordResultsSchema} from '../../protocol/record-results.js';
import {ANNOUNCEMENTS_ROUTE, ANONYMOUS_HEADER, PROBLEM_CONTENT_TYPE, ROUTES, TIME_HEADER} from '../../protocol/routes.js';
import {AppealViewSchema, LiftRequestSchema, OperatorRecordSchema, RestrictionRequestSchema, RestrictionViewSchema, ReviewRequestSchema, StandingSchema} from '../../protocol/standing.js';

type Json = {[key: string]: unknown};

const SCHEMAS = {
  Agreements: AgreementsSchema,
  Appeal: AppealViewSchema,
  Attachment: AttachmentSchema,
  DeliveryReport: DeliveryReportSchema,
  Entry: EntrySchema,
  Erasure: ErasureSchema,
  ErasureRequest: ErasureRequestSchema,
  FoundRecords: FoundRecordsSchema,
  History: HistorySchema,
  Hold: HoldSchema,
  HoldRequest: HoldRequestSchema,
  KeySet: KeySetSchema,
  LiftRequest: LiftRequestSchema,
  Notice: NoticeViewSchema,
  NoticesRequest: NoticesRequestSchema,
  OperatorRecord: OperatorRecordSchema,
  KeeperRecord: KeeperRecordSchema,
  Problem: ProblemSchema,
  Progress: ProgressSchema,
  Publication: PublicationSchema,
  Published: PublishedSchema,
  PublicationPreview: PublicationPreviewSchema,
  PublicationRequest: PublicationRequestSchema,
  PushRequest: PushRequestSchema,
  PushSettings: PushSettingsSchema,
  Receipt: LoggedReceiptSchema,
  RecordBatch: RecordBatchSchema,
  RecordBody: RecordBodySchema,
  RecordExtras: RecordExtrasSchema,
  RecordResults: RecordResultsSchema,
  ReleaseRequest: ReleaseRequestSchema,
  Restriction: RestrictionViewSchema,
  RestrictionRequest: RestrictionRequestSchema,
  Retention: RetentionSchema,
  RetentionRequest: RetentionRequestSchema,
  ReviewRequest: ReviewRequestSchema,
  Standing: StandingSchema,
  Subject: SubjectViewSchema,
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
      schemas: Object.fromEntries(Object.entries(SCHEMAS).map(([name, schema]) => [name, jsonSchema(schema)])),
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
  const format = parameter('format', 'query', 'iso27560 (JSON-LD) or kantara: what the subject consented to, in a format of others.', {type: 'string'}, false);
  const after = parameter('after', 'query', 'The `next` of the page before.', {type: 'string'}, false);
  const known = parameter('if-none-match', 'header', 'The ETag of the answer before.', {type: 'string'}, false);
  return {
    [`/${ROUTES.agreements}`]: {
      get: withNotModified(
        operation('getAgreements', 'How the subject stands to the documents of the site', {parameters: [SITE, locale, documents, known], answer: 'Agreements', security: SUBJECT}),
      ),
    },
    [`/${ANNOUNCEMENTS_ROUTE}`]: {
      get: operation('getAnnouncements', "When the site's terms last changed, as `latest`; cacheable for all visitors", {parameters: [SITE]}),
    },
    [`/${ROUTES.documents}/{hash}`]: {
      get: operation('getDocument', 'The canonical bytes (RFC 8785) that a hash names, immutable', {parameters: [parameter('hash', 'path', 'sha256:<hex>.', jsonSchema(HashSchema)), SITE]}),
    },
    [`/${ROUTES.changes}/{from}/{to}`]: {
      get: operation('getChanges', 'What changed between two texts of one document in one locale, immutable', {
        parameters: [
          parameter('from', 'path', 'The hash of the text before.', jsonSchema(HashSchema)),
          parameter('to', 'path', 'The hash of the text after.', jsonSchema(HashSchema)),
          SITE,
        ],
      }),
    },
    [`/${ROUTES.records}`]: {
      get: operation('getRecords', "The subject's own records with their receipts, oldest first", {parameters: [SITE, after, format], answer: 'History', security: SUBJECT}),
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
        ...operation('postPublication', 'Puts a version in force, or adds a locale to one', {
          parameters: [parameter('dryRun', 'query', 'Tells what would come of it, and stores nothing.', {type: 'boolean'}, false)],
          body: 'PublicationRequest',
          security: SECRET,
        }),
        responses: {...responses({oneOf: [ref('Published'), ref('PublicationPreview')]}), 201: json('Put in force, or a locale added', ref('Published'))},
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
    ...standingPaths(),
    ...adminPaths(),
    [`/${ROUTES.keys}`]: {get: operation('getKeys', 'The public keys that receipts verify with', {answer: 'KeySet'})},
    [`/${ROUTES.health}`]: {get: operation('getHealth', 'Whether the database answers', {})},
    [`/${ROUTES.metrics}`]: {get: operation('getMetrics', 'Counts for Prometheus, as text, where the operator asked for them', {})},
    [`/${ROUTES.openapi}`]: {get: operation('getOpenapi', 'This description', {})},
  };
}

function standingPaths(): Json {
  const token = parameter('token', 'path', 'As the notice has it.', {type: 'string'});
  const page = {200: {description: 'A page', content: {'text/html': {}}}, default: {$ref: '#/components/responses/Problem'}};
  return {
    [`/${ROUTES.standing}`]: {
      get: operation('getStanding', 'Restrictions on the subject, their reasons, and what became of appeals', {parameters: [SITE], answer: 'Standing', security: SUBJECT}),
    },
    [`/${ROUTES.attachments}`]: {
      post: {
        ...operation('postAttachment', 'Takes the bytes of an attachment, which an appeal then quotes by their hash', {parameters: [SITE, parameter('record', 'query', 'The appeal that quotes them already; no subject is needed then.', {type: 'string'}, false)], answer: 'Attachment', statuses: [200, 201], security: SUBJECT}),
        requestBody: {required: true, content: Object.fromEntries(ATTACHMENT_TYPES.map(type => [type, {}]))},
      },
    },
    [`/${ROUTES.push}`]: {
      get: operation('getPush', 'What a browser subscribes to push messages with, and the document that the consent is to', {parameters: [SITE], answer: 'PushSettings'}),
      post: operation('postPush', 'Subscribes a device of somebody who has consented, or takes one away', {parameters: [SITE], body: 'PushRequest', statuses: [200, 201], security: SUBJECT}),
    },
    [`/${ROUTES.links}/{token}`]: {
      get: {...operation('getLink', 'The page of a link in a notice; records nothing', {parameters: [token]}), responses: page},
      post: {
        ...operation('postLink', 'Accepts or declines by a link, once', {parameters: [token]}),
        requestBody: {
          required: true,
          content: {'application/x-www-form-urlencoded': {schema: {type: 'object', required: ['action'], properties: {action: {enum: ['accept', 'decline']}}}}},
        },
        responses: page,
      },
    },
  };
}

function adminPaths(): Json {
  const id = parameter('id', 'path', 'Its id; that of a publication is <document>@<version>.', {type: 'string'});
  const query = (name: string, description: string) => parameter(name, 'query', description, {type: 'string'}, false);
  const admin = (operationId: string, summary: string, rest: Operation) => operation(operationId, summary, {...rest, security: SECRET});
  const at = (path: string) => `/${ROUTES.admin}/${path}`;
  const whose = parameter('subject', 'query', 'user:<account>, anon:<uuid>, or a reference s_….', {type: 'string'});
  return {
    [at('publications/{id}/withdraw')]: {post: admin('withdrawPublication', 'Takes an announcement back before it takes effect', {parameters: [id], answer: 'Publication'})},
    [at('publications/{id}/progress')]: {get: admin('getProgress', 'How far the answers to a version have come', {parameters: [id], answer: 'Progress'})},
    [at('notices')]: {
      post: admin('postNotices', 'Tells people of a publication, with reminders, or of a restriction on them', {body: 'NoticesRequest', statuses: [201]}),
      get: admin('getNotices', 'The ledger of notices about something', {parameters: [query('about', 'publication:<id>, restriction:<id> or lifting:<id>.'), query('after', 'The `next` of the page before.')]}),
    },
    [at('notices/{id}')]: {get: admin('getNotice', 'One notice', {parameters: [id], answer: 'Notice'})},
    [at('notices/{id}/deliveries')]: {post: admin('postDelivery', 'What the provider reports of a notice', {parameters: [id], body: 'DeliveryReport', answer: 'Notice'})},
    [at('restrictions')]: {
      post: admin('postRestriction', 'Restricts a subject, with a statement of reasons', {body: 'RestrictionRequest', answer: 'Restriction', statuses: [201]}),
      get: admin('getRestrictions', 'Restrictions and their appeals: of one subject, or of all, newest first', {parameters: [query('subject', 'Whose.'), query('before', 'The `next` of the page before.')]}),
    },
    [at('restrictions/{id}/lift')]: {post: admin('postLift', 'Lifts a restriction', {parameters: [id], body: 'LiftRequest', answer: 'Restriction'})},
    [at('appeals/{id}/review')]: {post: admin('postReview', 'Takes an appeal up, or decides it; upheld, it lifts the restriction', {parameters: [id], body: 'ReviewRequest'})},
    [at('appeals/{id}/attachments/{hash}')]: {
      get: admin('getAttachment', 'The bytes of an attachment', {parameters: [id, parameter('hash', 'path', 'sha256:<hex>.', jsonSchema(HashSchema))]}),
    },
    [at('documents/{id}/at/{instant}')]: {
      get: admin('getDocumentAt', 'The terms in force at a moment: the bytes in one locale, the publication, and until when', {
        parameters: [parameter('id', 'path', 'The document.', {type: 'string'}), parameter('instant', 'path', 'RFC 3339, in UTC.', {type: 'string'}), query('locale', 'BCP 47; the first text if absent.'), query('subject', 'For whom: versions may be for newcomers only, or for all but them. user:<account>, anon:<uuid>, or a reference s_….')],
      }),
    },
    [at('records')]: {
      get: admin('findRecords', 'Finds records, newest first: of a subject, or in the log', {
        parameters: [
          query('subject', 'user:<account>, anon:<uuid>, or a reference s_….'), query('document', 'The document.'), query('version', 'The version.'), query('type', 'accept, decline, …'),
          query('since', 'Recorded at this instant or later.'), query('until', 'Recorded before this instant.'), query('reference', 'What a person was shown as reference: the end of the id; or the id.'),
          query('before', 'The `next` of the page before.'),
        ],
        answer: 'FoundRecords',
      }),
    },
    [at('subjects')]: {
      get: {...admin('getSubjects', 'Whether the site knows a subject, and what is there of it', {parameters: [whose]}), responses: responses(listOf('subjects', 'Subject'))},
    },
    [at('erasures')]: {post: admin('postErasure', 'Erases a person; every proof still verifies', {body: 'ErasureRequest', answer: 'Erasure', statuses: [201]})},
    [at('holds')]: {
      post: admin('postHold', 'Places a legal hold: nothing of the subject is erased or dropped', {body: 'HoldRequest', answer: 'Hold', statuses: [201]}),
      get: {...admin('getHolds', 'The legal holds on a subject, oldest first', {parameters: [whose]}), responses: responses(listOf('holds', 'Hold'))},
    },
    [at('holds/{id}/release')]: {post: admin('postRelease', 'Releases a legal hold', {parameters: [id], body: 'ReleaseRequest', answer: 'Hold'})},
    [at('retention')]: {post: admin('postRetention', 'Drops the bodies of what was recorded before a year; receipts still verify', {body: 'RetentionRequest', answer: 'Retention'})},
    [at('extras')]: {
      get: {...admin('getExtras', 'What was kept beside the records of a subject, where the site asks for it', {parameters: [whose]}), responses: responses(listOf('extras', 'RecordExtras'))},
    },
    [at('consents')]: {
      get: admin('getConsents', 'What a subject consented to: as a receipt of ISO/IEC TS 27560 in JSON-LD (DPV), or as receipts of Kantara 1.1', {
        parameters: [whose, query('format', 'iso27560 or kantara.')],
      }),
    },
    [at('records/{id}/certificate')]: {
      get: {
        ...admin('getCertificate', 'One record as a page that is fit to print: who, what text, when, how shown, and how to check it', {
          parameters: [id, query('locale', 'BCP 47; en or zh-CN.'), parameter('text', 'query', 'With the words of the terms in full.', {type: 'boolean'}, false)],
        }),
        responses: {200: {description: 'A page', content: {'text/html': {}}}, default: {$ref: '#/components/responses/Problem'}},
      },
    },
    [at('webhooks')]: {get: admin('getWebhooks', 'Messages by their state; dead ones if not said', {parameters: [query('state', 'waiting, delivered or dead.')]})},
    [at('webhooks/{id}/replay')]: {post: admin('postReplay', 'Sends a message again', {parameters: [id]})},
  };
}

interface Operation {
  parameters?: Json[];
  body?: SchemaName;
  answer?: SchemaName;
  /** What it may answer with: 201 where something was made, which is not always. */
  statuses?: readonly (200 | 201)[];
  security?: Json[];
}

function operation(operationId: string, summary: string, {parameters, body, answer, statuses, security = []}: Operation): Json {
  return {
    operationId,
    summary,
    ...(parameters && {parameters}),
    ...(body && {requestBody: {required: true, content: {'application/json': {schema: ref(body)}}}}),
    security,
    responses: responses(answer ? ref(answer) : {type: 'object'}, statuses),
  };
}

function responses(schema: Json, statuses: readonly (200 | 201)[] = [200]): Json {
  const done = statuses.map(status => [status, json(status === 201 ? 'Made' : 'Done', schema)]);
  return {...Object.fromEntries(done), default: {$ref: '#/components/responses/Problem'}};
}

/** Of an answer that the device may have already. */
function withNotModified({responses, ...rest}: Json): Json {
  const headers = {[TIME_HEADER]: {description: 'The clock of the server.', schema: {type: 'string', format: 'date-time'}}};
  return {...rest, responses: {...(responses as Json), 304: {description: 'What the ETag names still holds, its presentation included.', headers}}};
}

function listOf(name: string, schema: SchemaName): Json {
  return {type: 'object', required: [name], properties: {[name]: {type: 'array', items: ref(schema)}}};
}

function json(description: string, schema: Json): Json {
  return {description, content: {'application/json': {schema}}};
}

function parameter(name: string, place: 'query' | 'path' | 'header', description: string, schema: Json, required = true): Json {
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
