import { schema2 } from './schema-2.ts';

/** Marks a SQLite file as ours (PRAGMA application_id): the letters "m365". */
export const applicationId = 0x6d333635;

/**
 * The ledger's tables, one entry per version (PRAGMA user_version = number of entries applied).
 * A published entry is never changed: a new version is a new entry.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE streams (
    id            INTEGER PRIMARY KEY,
    tenant_id     TEXT NOT NULL,
    content_type  TEXT NOT NULL,
    -- From here on each moment of contentCreated is listed, to be listed, or a gap.
    watched_from_ms INTEGER,
    -- The last start of the subscription: the API allows one per 15 minutes, across restarts too.
    last_start_ms INTEGER,
    last_start_accepted INTEGER,
    -- Why the last poll could not list everything.
    listing_error TEXT,
    -- Counts since the ledger began; they outlive the pruned blobs.
    listed        INTEGER NOT NULL DEFAULT 0,
    delivered     INTEGER NOT NULL DEFAULT 0,
    lost          INTEGER NOT NULL DEFAULT 0,
    records       INTEGER NOT NULL DEFAULT 0,
    indexed       INTEGER NOT NULL DEFAULT 0,
    duplicates    INTEGER NOT NULL DEFAULT 0,
    filtered      INTEGER NOT NULL DEFAULT 0,
    dead_letters  INTEGER NOT NULL DEFAULT 0,
    UNIQUE (tenant_id, content_type)
  );

  -- Spans of contentCreated that were listed to the last page, and when that listing began.
  CREATE TABLE listed_spans (
    stream_id  INTEGER NOT NULL REFERENCES streams (id),
    start_ms   INTEGER NOT NULL,
    end_ms     INTEGER NOT NULL,
    listed_ms  INTEGER NOT NULL,
    PRIMARY KEY (stream_id, start_ms)
  ) WITHOUT ROWID;

  CREATE TABLE blobs (
    stream_id        INTEGER NOT NULL REFERENCES streams (id),
    content_id       TEXT NOT NULL,
    state            TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'delivered', 'lost')),
    -- Forgotten on delivery: it is the longest column and nothing needs it any more.
    content_uri      TEXT,
    created_ms       INTEGER NOT NULL,
    expires_ms       INTEGER NOT NULL,
    listed_ms        INTEGER NOT NULL,
    settled_ms       INTEGER,
    attempts         INTEGER NOT NULL DEFAULT 0,
    -- How many of the latest attempts in a row the API called final.
    refusals         INTEGER NOT NULL DEFAULT 0,
    next_attempt_ms  INTEGER NOT NULL DEFAULT 0,
    last_error       TEXT,
    records          INTEGER NOT NULL DEFAULT 0,
    indexed          INTEGER NOT NULL DEFAULT 0,
    duplicates       INTEGER NOT NULL DEFAULT 0,
    filtered         INTEGER NOT NULL DEFAULT 0,
    dead_letters     INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (stream_id, content_id)
  ) WITHOUT ROWID;
  CREATE INDEX undelivered_blobs ON blobs (stream_id, created_ms) WHERE state <> 'delivered';
  CREATE INDEX settled_blobs ON blobs (created_ms) WHERE state <> 'pending';

  CREATE TABLE dead_letters (
    id          INTEGER PRIMARY KEY,
    stream_id   INTEGER NOT NULL REFERENCES streams (id),
    content_id  TEXT NOT NULL,
    record_id   TEXT,
    kind        TEXT NOT NULL,
    reason      TEXT NOT NULL,
    record      TEXT NOT NULL,
    kept_ms     INTEGER NOT NULL
  );

  CREATE TABLE gaps (
    id         INTEGER PRIMARY KEY,
    stream_id  INTEGER NOT NULL REFERENCES streams (id),
    start_ms   INTEGER NOT NULL,
    end_ms     INTEGER NOT NULL,
    cause      TEXT NOT NULL,
    blobs      INTEGER,
    opened_ms  INTEGER NOT NULL,
    UNIQUE (stream_id, start_ms, end_ms, cause)
  );
  `,
  schema2,
];
