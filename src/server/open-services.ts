import {AnchorStore} from './anchors/anchor-store.js';
import {Anchorer} from './anchors/anchorer.js';
import {openAnchors} from './anchors/open-anchors.js';
import {BoundedCache} from './bounded-cache.js';
import type {Services} from './context.js';
import type {AssentServerOptions} from './create-server.js';
import type {Database} from './database/database.js';
import {migrate} from './database/migrate.js';
import {logKeys} from './keys/log-keys.js';
import {openKeys} from './keys/open-keys.js';
import {Seal} from './keys/seal.js';
import {gates} from './limits/gate.js';
import {RateLimiter} from './limits/rate-limiter.js';
import {assertOrigins} from './log/assert-origins.js';
import {Log} from './log/log.js';
import {logHealth} from './log/log-health.js';
import {LogStore} from './log/log-store.js';
import {Sequencer} from './log/sequencer.js';
import {writeProbe} from './log/write-probe.js';
import {Metrics} from './metrics.js';
import {Courier} from './notices/courier.js';
import {Links} from './notices/links.js';
import {Mailer} from './notices/mailer.js';
import {NoticeStore} from './notices/notice-store.js';
import {ExtrasStore} from './privacy/extras-store.js';
import {Retainer} from './privacy/retainer.js';
import {AudienceStore} from './publications/audience-store.js';
import {PublicationStore} from './publications/publication-store.js';
import {PushStore} from './push/push-store.js';
import {Appender} from './records/appender.js';
import {Presentations} from './records/presentations.js';
import {RecordFinder} from './records/record-finder.js';
import {RecordStore} from './records/record-store.js';
import {backgroundReport} from './report.js';
import type {Sites} from './sites/sites.js';
import {AttachmentStore} from './standing/attachment-store.js';
import {CaseStore} from './standing/case-store.js';
import {SubjectStore} from './subjects/subject-store.js';
import {WebhookStore} from './webhooks/webhook-store.js';
import {Webhooks} from './webhooks/webhooks.js';

/** Differences of texts that are kept in memory, in characters: that of two usual texts has some 20,000, that of the largest millions. */
const KEPT_CHANGES = 16_000_000;

/** What a server works with, and what ends it. */
export interface OpenServices {
  services: Services;
  gate: ReturnType<typeof gates>;
  /** Ends what works by itself, after what is under way. The database stays open. Never rejects. */
  stop(): Promise<void>;
}

/** Brings a database up to date, and opens all that works on it. What works by itself begins last: where this rejects, nothing runs. */
export async function openServices(
  {database: given, keys: givenKeys, log: logOptions = {}, metrics, limits, now = () => new Date(), onError}: AssentServerOptions,
  {database, sites}: {database: Database; sites: Sites},
): Promise<OpenServices> {
  await migrate(database);
  const keys = await openKeys(givenKeys, {database: given, open: database, sites: sites.all().map(({id}) => id)});
  const {signer, lookupHash} = keys;
  const reportTo = (path: string) => backgroundReport(path, onError);

  const log = new Log(new LogStore(database), signer, logOptions.origin);
  await assertOrigins(log, sites.all().map(({id}) => id));
  await logKeys({database, keys, sites, now});
  const {anchors = [], anchorEveryMs: everyMs} = logOptions;
  const anchorer = new Anchorer(await openAnchors(anchors), new AnchorStore(database), log, {now, onError: reportTo('anchors'), ...(everyMs && {everyMs})});
  const sequencer = new Sequencer(log, {now, onError: reportTo('sequencer'), anchored: site => anchorer.largest(site)});
  const health = () => logHealth(log.store, sequencer, now());
  const seal = await Seal.of(lookupHash);
  const records = new RecordStore(database);
  const webhookStore = new WebhookStore(database, seal);
  const courier = new Courier(() => services, {mailer: new Mailer(), onError: reportTo('courier')});
  const limiter = new RateLimiter(database, lookupHash, {now, onError: reportTo('limits')});
  const services: Services = {
    database,
    sites,
    changes: new BoundedCache(KEPT_CHANGES, ({length}) => length),
    publications: new PublicationStore(database),
    audience: new AudienceStore(database),
    subjects: new SubjectStore(database, lookupHash),
    records,
    finder: new RecordFinder(database),
    appender: new Appender(records, signer, {now}),
    presentations: new Presentations(signer),
    log,
    sequencer,
    logHealth: health,
    writeProbe: writeProbe(log.store, now),
    ...(metrics && {metrics: {counts: await Metrics.open(health), ...(metrics !== true && {token: metrics.token})}}),
    signer,
    cases: new CaseStore(database),
    attachments: new AttachmentStore(database, seal),
    pushes: new PushStore(database, seal),
    extras: new ExtrasStore(database, seal),
    notices: new NoticeStore(database, seal),
    links: new Links(signer),
    webhookStore,
    webhooks: new Webhooks(webhookStore, {sites, now}),
    courier,
    now,
  };
  const retainer = new Retainer(() => services, {onError: reportTo('retention')});

  if (logOptions.sequencer !== false) {
    sequencer.start();
    anchorer.start();
  }
  courier.start();
  retainer.start();
  return {
    services,
    gate: gates(limiter, limits),
    async stop() {
      // Whatever comes of one, the others end too: the database may be closed next.
      await Promise.all([sequencer, anchorer, courier, retainer, limiter].map(one => one.stop().catch(reportTo('close'))));
    },
  };
}
