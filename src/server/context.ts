import type {BoundedCache} from './bounded-cache.js';
import type {Database} from './database/database.js';
import type {Signer} from './keys/server-keys.js';
import type {Log} from './log/log.js';
import type {LogHealth} from './log/log-health.js';
import type {Sequencer} from './log/sequencer.js';
import type {Metrics} from './metrics.js';
import type {Courier} from './notices/courier.js';
import type {Links} from './notices/links.js';
import type {NoticeStore} from './notices/notice-store.js';
import type {ExtrasStore} from './privacy/extras-store.js';
import type {AudienceStore} from './publications/audience-store.js';
import type {PublicationStore} from './publications/publication-store.js';
import type {PushStore} from './push/push-store.js';
import type {Appender} from './records/appender.js';
import type {Presentations} from './records/presentations.js';
import type {RecordFinder} from './records/record-finder.js';
import type {RecordStore} from './records/record-store.js';
import type {Site, Sites} from './sites/sites.js';
import type {AttachmentStore} from './standing/attachment-store.js';
import type {CaseStore} from './standing/case-store.js';
import type {Caller} from './subjects/caller.js';
import type {SubjectStore} from './subjects/subject-store.js';
import type {WebhookStore} from './webhooks/webhook-store.js';
import type {Webhooks} from './webhooks/webhooks.js';

/** What the endpoints work with; made once a server. */
export interface Services {
  database: Database;
  sites: Sites;
  publications: PublicationStore;
  /** Answers of `GET /v1/changes`, by their hashes: many people read one at about the same time. */
  changes: BoundedCache<string>;
  audience: AudienceStore;
  subjects: SubjectStore;
  records: RecordStore;
  finder: RecordFinder;
  appender: Appender;
  log: Log;
  sequencer: Sequencer;
  logHealth: () => Promise<LogHealth>;
  /** Rejects where the database takes no writes. */
  writeProbe: () => Promise<unknown>;
  /** Where the operator has asked for them. */
  metrics?: {counts: Metrics; token?: string};
  presentations: Presentations;
  signer: Signer;
  cases: CaseStore;
  attachments: AttachmentStore;
  extras: ExtrasStore;
  pushes: PushStore;
  notices: NoticeStore;
  links: Links;
  webhookStore: WebhookStore;
  webhooks: Webhooks;
  courier: Courier;
  now: () => Date;
}

/** A site, and what the server works with: what is done for a site is done on it, whoever asks for it. */
export interface Bench {
  services: Services;
  site: Site;
}

/** One request to an endpoint that is not of a site. */
export interface OpenContext {
  request: Request;
  url: URL;
  /** The last part of the path, where the route has one. */
  parameter: string;
  services: Services;
}

/** One request to an endpoint of a site. */
export interface SiteContext extends OpenContext {
  site: Site;
  caller: Caller;
  /** IP address of the client, where the carrier can tell. */
  address?: string;
}
