/**
 * Version 2 of the ledger's tables.
 *
 * A settled blob keeps a short row of constant length; what only an undelivered one needs stands in a table of its own
 * and is removed at delivery, so that a million known blobs stay far below 250 MB. Counts are kept twice on the way: in
 * each blob's row, and summed by hour of contentCreated as things happen. `status --completeness` holds one against the
 * other.
 */
export const schema2 = `
  ALTER TABLE streams ADD COLUMN dead_letter_bytes INTEGER NOT NULL DEFAULT 0;

  ALTER TABLE blobs RENAME TO blobs_1;
  CREATE TABLE blobs (
    stream_id     INTEGER NOT NULL REFERENCES streams (id),
    content_id    TEXT NOT NULL,
    state         TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'delivered', 'lost')),
    created_ms    INTEGER NOT NULL,
    settled_ms    INTEGER,
    records       INTEGER NOT NULL DEFAULT 0,
    indexed       INTEGER NOT NULL DEFAULT 0,
    duplicates    INTEGER NOT NULL DEFAULT 0,
    filtered      INTEGER NOT NULL DEFAULT 0,
    dead_letters  INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (stream_id, content_id)
  ) WITHOUT ROWID;
  INSERT INTO blobs SELECT stream_id, content_id, state, created_ms, settled_ms, records, indexed, duplicates,
    filtered, dead_letters FROM blobs_1;

  -- Blobs that are pending or lost: how to get them, and when to try.
  CREATE TABLE undelivered (
    id               INTEGER PRIMARY KEY,
    stream_id        INTEGER NOT NULL REFERENCES streams (id),
    content_id       TEXT NOT NULL,
    created_ms       INTEGER NOT NULL,
    expires_ms       INTEGER NOT NULL,
    listed_ms        INTEGER NOT NULL,
    lost             INTEGER NOT NULL DEFAULT 0,
    attempts         INTEGER NOT NULL DEFAULT 0,
    -- How many of the latest attempts in a row the API called final.
    refusals         INTEGER NOT NULL DEFAULT 0,
    -- 0: at once.
    next_attempt_ms  INTEGER NOT NULL DEFAULT 0,
    last_error       TEXT,
    content_uri      TEXT NOT NULL,
    UNIQUE (stream_id, content_id)
  );
  INSERT INTO undelivered (stream_id, content_id, created_ms, expires_ms, listed_ms, lost, attempts, refusals,
      next_attempt_ms, last_error, content_uri)
    SELECT stream_id, content_id, created_ms, expires_ms, listed_ms, state = 'lost', attempts, refusals,
      next_attempt_ms, last_error, content_uri
    FROM blobs_1 WHERE state <> 'delivered' ORDER BY stream_id, created_ms;
  CREATE INDEX due_blobs ON undelivered (stream_id, next_attempt_ms, created_ms);
  CREATE INDEX pending_blobs ON undelivered (stream_id, created_ms) WHERE lost = 0;
  CREATE INDEX failed_blobs ON undelivered (stream_id, created_ms) WHERE lost = 0 AND last_error IS NOT NULL;
  DROP TABLE blobs_1;

  ALTER TABLE dead_letters RENAME TO dead_letters_1;
  CREATE INDEX dead_letters_1_blob ON dead_letters_1 (stream_id, content_id);
  CREATE TABLE dead_letters (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    stream_id   INTEGER NOT NULL REFERENCES streams (id),
    content_id  TEXT NOT NULL,
    created_ms  INTEGER NOT NULL,
    kept_ms     INTEGER NOT NULL,
    -- Length of record and reason; before them, so that counting does not read them.
    bytes       INTEGER NOT NULL,
    -- The program and its mapping that could not do better.
    version     TEXT NOT NULL,
    record_id   TEXT,
    kind        TEXT NOT NULL,
    reason      TEXT NOT NULL,
    record      TEXT NOT NULL
  );
  -- A blob that is forgotten already is counted in the hour in which its dead letter was kept.
  INSERT INTO dead_letters (id, stream_id, content_id, created_ms, kept_ms, bytes, version, record_id, kind, reason, record)
    SELECT d.id, d.stream_id, d.content_id, coalesce(b.created_ms, d.kept_ms), d.kept_ms,
      length(CAST(d.record AS BLOB)) + length(CAST(d.reason AS BLOB)), '0.1.0', d.record_id, d.kind, d.reason, d.record
    FROM dead_letters_1 d LEFT JOIN blobs b ON b.stream_id = d.stream_id AND b.content_id = d.content_id
    ORDER BY d.id;
  -- Version 1 did not count the kept body of a lost blob in the blob's own row.
  UPDATE blobs SET records = records + extra.letters - dead_letters, dead_letters = extra.letters
    FROM (SELECT stream_id AS s, content_id AS c, count(*) AS letters FROM dead_letters_1 GROUP BY 1, 2) AS extra
    WHERE stream_id = extra.s AND content_id = extra.c AND extra.letters > dead_letters;
  DROP TABLE dead_letters_1;
  CREATE INDEX dead_letters_by_time ON dead_letters (stream_id, created_ms);
  UPDATE streams SET dead_letter_bytes =
    (SELECT coalesce(sum(bytes), 0) FROM dead_letters WHERE stream_id = streams.id);

  -- Sums by hour of contentCreated. The first columns are counted as things happen; the others keep what the rows of
  -- forgotten blobs said.
  CREATE TABLE hours (
    stream_id           INTEGER NOT NULL REFERENCES streams (id),
    hour_ms             INTEGER NOT NULL,
    listed              INTEGER NOT NULL DEFAULT 0,
    delivered           INTEGER NOT NULL DEFAULT 0,
    lost                INTEGER NOT NULL DEFAULT 0,
    records             INTEGER NOT NULL DEFAULT 0,
    indexed             INTEGER NOT NULL DEFAULT 0,
    duplicates          INTEGER NOT NULL DEFAULT 0,
    filtered            INTEGER NOT NULL DEFAULT 0,
    dead_letters        INTEGER NOT NULL DEFAULT 0,
    pruned_delivered    INTEGER NOT NULL DEFAULT 0,
    pruned_lost         INTEGER NOT NULL DEFAULT 0,
    pruned_records      INTEGER NOT NULL DEFAULT 0,
    pruned_indexed      INTEGER NOT NULL DEFAULT 0,
    pruned_duplicates   INTEGER NOT NULL DEFAULT 0,
    pruned_filtered     INTEGER NOT NULL DEFAULT 0,
    pruned_dead_letters INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (stream_id, hour_ms)
  ) WITHOUT ROWID;
  INSERT INTO hours (stream_id, hour_ms, listed, delivered, lost, records, indexed, duplicates, filtered, dead_letters)
    SELECT stream_id, created_ms - created_ms % 3600000, count(*), sum(state = 'delivered'), sum(state = 'lost'),
      sum(records), sum(indexed), sum(duplicates), sum(filtered), sum(dead_letters)
    FROM blobs GROUP BY 1, 2;
  INSERT INTO hours (stream_id, hour_ms, records, dead_letters, pruned_records, pruned_dead_letters)
    SELECT stream_id, created_ms - created_ms % 3600000, count(*), count(*), count(*), count(*)
    FROM dead_letters d
    WHERE NOT EXISTS (SELECT 1 FROM blobs b WHERE b.stream_id = d.stream_id AND b.content_id = d.content_id)
    GROUP BY 1, 2
    ON CONFLICT DO UPDATE SET records = records + excluded.records, dead_letters = dead_letters + excluded.dead_letters,
      pruned_records = pruned_records + excluded.records,
      pruned_dead_letters = pruned_dead_letters + excluded.dead_letters;

  -- Hour 0 stands for all that is older than what is remembered, so that the hours add up to the counts of the stream.
  INSERT INTO hours (stream_id, hour_ms, listed, delivered, lost, records, indexed, duplicates, filtered, dead_letters)
    SELECT s.id, 0, s.listed - coalesce(sum(h.listed), 0), s.delivered - coalesce(sum(h.delivered), 0),
      s.lost - coalesce(sum(h.lost), 0), s.records - coalesce(sum(h.records), 0),
      s.indexed - coalesce(sum(h.indexed), 0), s.duplicates - coalesce(sum(h.duplicates), 0),
      s.filtered - coalesce(sum(h.filtered), 0), s.dead_letters - coalesce(sum(h.dead_letters), 0)
    FROM streams s LEFT JOIN hours h ON h.stream_id = s.id GROUP BY s.id;

  ALTER TABLE gaps RENAME TO gaps_1;
  CREATE TABLE gaps (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    stream_id  INTEGER NOT NULL REFERENCES streams (id),
    start_ms   INTEGER NOT NULL,
    end_ms     INTEGER NOT NULL,
    cause      TEXT NOT NULL,
    blobs      INTEGER,
    opened_ms  INTEGER NOT NULL,
    closed_ms  INTEGER
  );
  INSERT INTO gaps SELECT id, stream_id, start_ms, end_ms, cause, blobs, opened_ms, NULL FROM gaps_1;
  DROP TABLE gaps_1;
  CREATE UNIQUE INDEX open_gaps ON gaps (stream_id, start_ms, end_ms, cause) WHERE closed_ms IS NULL;

  -- Changes of gaps of which no document was written yet.
  CREATE TABLE gap_changes (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    gap_id     INTEGER NOT NULL,
    stream_id  INTEGER NOT NULL REFERENCES streams (id),
    start_ms   INTEGER NOT NULL,
    end_ms     INTEGER NOT NULL,
    cause      TEXT NOT NULL,
    blobs      INTEGER,
    state      TEXT NOT NULL CHECK (state IN ('open', 'closed')),
    opened_ms  INTEGER NOT NULL,
    at_ms      INTEGER NOT NULL
  );
  INSERT INTO gap_changes (gap_id, stream_id, start_ms, end_ms, cause, blobs, state, opened_ms, at_ms)
    SELECT id, stream_id, start_ms, end_ms, cause, blobs, 'open', opened_ms, opened_ms FROM gaps ORDER BY id;

  -- What the mapping does not know yet. A row named * counts what came when the table was full.
  CREATE TABLE drift (
    kind           TEXT NOT NULL,
    name           TEXT NOT NULL,
    count          INTEGER NOT NULL,
    first_seen_ms  INTEGER NOT NULL,
    last_seen_ms   INTEGER NOT NULL,
    PRIMARY KEY (kind, name)
  ) WITHOUT ROWID;
`;
