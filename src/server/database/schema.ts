/** One step of the schema. Never edited once released: its checksum is kept in the database. */
export interface Migration {
  number: number;
  name: string;
  /** Statements in the SQL that SQLite and PostgreSQL share, each ended by a semicolon at the end of a line. */
  sql: string;
}

/** Every step, in order. A new one goes to the end. */
export const MIGRATIONS: readonly Migration[] = [
  {
    number: 1,
    name: 'publications, subjects and records',
    sql: `
-- One text: a version in one locale. Both columns of bytes are UTF-8, verbatim.
CREATE TABLE assent_texts (
  site TEXT NOT NULL,
  hash TEXT NOT NULL,             -- sha256:<hex> of canonical
  document TEXT NOT NULL,
  version TEXT NOT NULL,
  locale TEXT NOT NULL,
  position INTEGER NOT NULL,      -- the first text of a version is its fallback
  title TEXT NOT NULL,
  consents TEXT NOT NULL,         -- JSON array of the ids of its separate consents
  bytes INTEGER NOT NULL,         -- length of canonical in UTF-8
  canonical TEXT NOT NULL,
  source TEXT NOT NULL,
  source_hash TEXT NOT NULL,
  PRIMARY KEY (site, hash),
  UNIQUE (site, document, version, locale)
);

-- A version put in force. Instants are RFC 3339 in UTC with milliseconds, so that they sort as text.
CREATE TABLE assent_publications (
  site TEXT NOT NULL,
  document TEXT NOT NULL,
  version TEXT NOT NULL,
  announced_at TEXT NOT NULL,
  effective_at TEXT NOT NULL,
  assent TEXT NOT NULL,
  change_kind TEXT NOT NULL,
  summary TEXT NOT NULL,          -- JSON object, by locale
  PRIMARY KEY (site, document, version),
  UNIQUE (site, document, effective_at)
);

-- Who a subject is stays out of the chain: records name only ref, a commitment salted by this row.
CREATE TABLE assent_subjects (
  site TEXT NOT NULL,
  lookup TEXT NOT NULL,           -- HMAC of the external id by the server's lookup secret
  ref TEXT NOT NULL,
  salt TEXT NOT NULL,
  made_at TEXT NOT NULL,
  PRIMARY KEY (site, lookup),
  UNIQUE (site, ref)
);

-- One act, append-only. (site, subject, seq) makes the chain: two writers cannot take the same place.
CREATE TABLE assent_records (
  site TEXT NOT NULL,
  id TEXT NOT NULL,
  subject TEXT NOT NULL,
  seq INTEGER NOT NULL,
  type TEXT NOT NULL,
  document TEXT NOT NULL,
  version TEXT NOT NULL,
  hash TEXT NOT NULL,             -- of the text
  choices TEXT,                   -- JSON object, as in the body
  recorded_at TEXT NOT NULL,
  body TEXT NOT NULL,             -- the bytes as received
  body_hash TEXT NOT NULL,
  entry TEXT NOT NULL,            -- the link of the chain, RFC 8785: the payload of the receipt
  entry_hash TEXT NOT NULL,
  kid TEXT NOT NULL,
  signature TEXT NOT NULL,        -- base64url; with kid and entry it makes the receipt
  PRIMARY KEY (site, id),
  UNIQUE (site, subject, seq)
);
`,
  },
  {
    number: 2,
    name: 'log',
    sql: `
-- Records that have no place in the log yet. Written in the transaction that writes the record: however late
-- that commits, its record is found.
CREATE TABLE assent_unlogged (
  site TEXT NOT NULL,
  subject TEXT NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (site, subject, seq)
);
INSERT INTO assent_unlogged (site, subject, seq) SELECT site, subject, seq FROM assent_records;

-- The places of records in their site's log: two writers cannot take the same one, nor give a record two.
CREATE TABLE assent_leaves (
  site TEXT NOT NULL,
  place BIGINT NOT NULL,          -- from 0, without gaps
  subject TEXT NOT NULL,
  seq INTEGER NOT NULL,
  digest TEXT NOT NULL,           -- base64 of SHA-256(0x00, entry), RFC 6962
  PRIMARY KEY (site, place),
  UNIQUE (site, subject, seq)
);

-- Roots of complete subtrees of 256^level leaves: what tiles above level 0 consist of.
CREATE TABLE assent_subtrees (
  site TEXT NOT NULL,
  level INTEGER NOT NULL,
  place BIGINT NOT NULL,
  digest TEXT NOT NULL,
  PRIMARY KEY (site, level, place)
);

-- What was signed of a log, as signed notes.
CREATE TABLE assent_checkpoints (
  site TEXT NOT NULL,
  size BIGINT NOT NULL,
  note TEXT NOT NULL,
  made_at TEXT NOT NULL,
  PRIMARY KEY (site, size)
);

-- Work that one process at a time had better do. Nothing is right or wrong because of a row in here.
CREATE TABLE assent_leases (
  name TEXT PRIMARY KEY,
  holder TEXT NOT NULL,
  until TEXT NOT NULL
);
`,
  },
  {
    number: 3,
    name: 'publications over time',
    sql: `
-- The same publications, with what bears on them later. slot holds the instant of the effect while the version
-- is announced or in force: one version takes effect at a time, and a withdrawn one leaves its instant free.
CREATE TABLE assent_publications_3 (
  site TEXT NOT NULL,
  document TEXT NOT NULL,
  version TEXT NOT NULL,
  announced_at TEXT NOT NULL,
  effective_at TEXT NOT NULL,
  assent TEXT NOT NULL,
  change_kind TEXT NOT NULL,
  summary TEXT NOT NULL,          -- JSON object, by locale
  audience TEXT NOT NULL,
  decline_until TEXT,
  renew_months INTEGER,
  withdrawn_at TEXT,
  slot TEXT NOT NULL,
  PRIMARY KEY (site, document, version),
  UNIQUE (site, document, slot)
);
INSERT INTO assent_publications_3
  SELECT site, document, version, announced_at, effective_at, assent, change_kind, summary, 'everyone', NULL, NULL, NULL, effective_at
  FROM assent_publications;
DROP TABLE assent_publications;
ALTER TABLE assent_publications_3 RENAME TO assent_publications;
`,
  },
  {
    number: 4,
    name: 'standing, notices and webhooks',
    sql: `
-- Attachments of appeals, sealed (AES-256-GCM) under a key that is not in the database. Records hold their hashes.
CREATE TABLE assent_attachments (
  site TEXT NOT NULL,
  subject TEXT NOT NULL,
  hash TEXT NOT NULL,             -- of the bytes before they were sealed
  type TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  sealed TEXT NOT NULL,
  made_at TEXT NOT NULL,
  PRIMARY KEY (site, subject, hash)
);

-- The ledger of notices. The address is sealed, and emptied when the notice is sent.
CREATE TABLE assent_notices (
  site TEXT NOT NULL,
  id TEXT NOT NULL,
  subject TEXT NOT NULL,
  about TEXT NOT NULL,            -- publication:<id>, restriction:<id> or lifting:<id>
  kind TEXT NOT NULL,
  channel TEXT NOT NULL,
  locale TEXT NOT NULL,
  document TEXT NOT NULL,
  version TEXT NOT NULL,
  hash TEXT NOT NULL,             -- of the text that it is about
  state TEXT NOT NULL,
  due_at TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  address TEXT,
  words TEXT,                     -- hash of the words that went out
  reference TEXT,
  reason TEXT,
  sent_at TEXT,
  delivered_at TEXT,
  shown_at TEXT,
  failed_at TEXT,
  PRIMARY KEY (site, id),
  UNIQUE (site, subject, about, kind, channel)
);
CREATE INDEX assent_notices_due ON assent_notices (state, due_at);
CREATE INDEX assent_notices_about ON assent_notices (site, about, id);

-- Messages to the operator's endpoints. Bodies are sealed: they may hold addresses.
CREATE TABLE assent_webhooks (
  site TEXT NOT NULL,
  id TEXT NOT NULL,
  url TEXT NOT NULL,
  type TEXT NOT NULL,
  state TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  due_at TEXT NOT NULL,
  reason TEXT,
  sealed TEXT NOT NULL,
  PRIMARY KEY (site, id, url)
);
CREATE INDEX assent_webhooks_due ON assent_webhooks (state, due_at);
`,
  },
  {
    number: 5,
    name: 'anchors',
    sql: `
-- Checkpoints that were left outside this database, with the proof where the place gives one.
CREATE TABLE assent_anchors (
  site TEXT NOT NULL,
  anchor TEXT NOT NULL,           -- file:<folder>, webhook:<address> or rfc3161:<address>
  size BIGINT NOT NULL,
  note TEXT NOT NULL,             -- as it was left, byte for byte
  proof TEXT,                     -- base64: of rfc3161, the response (DER)
  anchored_at TEXT NOT NULL,
  PRIMARY KEY (site, anchor, size)
);
`,
  },
  {
    number: 6,
    name: 'rate limits',
    sql: `
-- Requests by minute. Names are keyed hashes of sites, subjects and networks; rows go after two minutes.
CREATE TABLE assent_rates (
  name TEXT NOT NULL,
  minute INTEGER NOT NULL,        -- since 1970
  requests INTEGER NOT NULL,
  PRIMARY KEY (name, minute)
);
`,
  },
  {
    number: 7,
    name: 'claims',
    sql: `
-- What only one record of a site can be, such as the first appeal against one restriction. Written in the
-- transaction that writes the record: of two at the same moment, one finds it taken.
CREATE TABLE assent_claims (
  site TEXT NOT NULL,
  claim TEXT NOT NULL,
  id TEXT NOT NULL,               -- of the record
  PRIMARY KEY (site, claim)
);
`,
  },
  {
    number: 8,
    name: 'privacy',
    sql: `
-- From here on, assent_records.body is empty where an erasure or the retention dropped it; body_hash stays.
-- What seals a subject's extras, itself sealed under the server's key. It goes with the row, as the salt does.
ALTER TABLE assent_subjects ADD COLUMN sealed_key TEXT;

-- What a site asks to know beside a record, sealed under the key of its subject. Nothing of it is in the log.
CREATE TABLE assent_extras (
  site TEXT NOT NULL,
  record TEXT NOT NULL,           -- the id of the record
  subject TEXT NOT NULL,
  sealed TEXT NOT NULL,
  made_at TEXT NOT NULL,
  PRIMARY KEY (site, record)
);
CREATE INDEX assent_extras_subject ON assent_extras (site, subject);
`,
  },
  {
    number: 9,
    name: 'documents asked on use',
    sql: `
ALTER TABLE assent_publications ADD COLUMN ask TEXT NOT NULL DEFAULT 'on-arrival';
`,
  },
  {
    number: 10,
    name: 'linked visitors',
    sql: `
-- Visitors who signed in. record is the link in the visitor's chain: what stands before it counts for the account.
CREATE TABLE assent_linked (
  site TEXT NOT NULL,
  account TEXT NOT NULL,
  visitor TEXT NOT NULL,
  record TEXT NOT NULL,
  PRIMARY KEY (site, account, visitor)
);
`,
  },
  {
    number: 11,
    name: 'gates of reading',
    sql: `
-- gates is a JSON object, or nothing.
ALTER TABLE assent_publications ADD COLUMN gates TEXT;
`,
  },
  {
    number: 12,
    name: 'push',
    sql: `
-- Devices that people have subscribed to push messages, sealed (AES-256-GCM) under a key that is not in the database.
CREATE TABLE assent_push (
  site TEXT NOT NULL,
  id TEXT NOT NULL,               -- sha256:<hex> of the endpoint
  subject TEXT NOT NULL,
  sealed TEXT NOT NULL,
  made_at TEXT NOT NULL,
  PRIMARY KEY (site, id)
);
CREATE INDEX assent_push_subject ON assent_push (site, subject);
`,
  },
  {
    number: 13,
    name: 'leaves that wait',
    sql: `
-- The digest that the record's leaf will have, base64: known when it is written. Nothing in rows of before.
ALTER TABLE assent_unlogged ADD COLUMN leaf TEXT;
`,
  },
  {
    number: 14,
    name: 'texts that came later',
    sql: `
-- When a text was added to a version that was there; nothing for those that came with it, and in rows of before.
ALTER TABLE assent_texts ADD COLUMN added_at TEXT;
`,
  },
  {
    number: 15,
    name: 'cases and links are found',
    sql: `
-- Few records are about a case: who has one is found without reading the others.
CREATE INDEX assent_records_cases ON assent_records (site, subject, recorded_at) WHERE type IN ('restrict', 'lift', 'appeal', 'review');
CREATE INDEX assent_linked_visitor ON assent_linked (site, visitor);
`,
  },
  {
    number: 16,
    name: 'the newest acts are found',
    sql: `
-- What a person last did about a document, however much they have done.
CREATE INDEX assent_records_acts ON assent_records (site, subject, document, type, seq);
`,
  },
];
