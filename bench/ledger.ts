import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCompleteness } from '../src/checkpoint/read-completeness.ts';
import { openLedger } from '../src/checkpoint/sqlite-ledger.ts';
import { planWindows } from '../src/ingest/plan-windows.ts';
import type { ContentBlob } from '../src/model/blob.ts';
import type { Ledger, PendingBlob } from '../src/model/ledger.ts';
import type { Stream } from '../src/model/stream.ts';
import { buildLedger } from './ledger/build-ledger.ts';
import { type Figures, median } from './scenario.ts';

const blobs = 1_000_000;
const deliveries = 300;
const polls = 21;
const pageSize = 200;
const dayMs = 24 * 3_600_000;
const nowMs = Date.UTC(2026, 7, 8);
const none: ReadonlySet<string> = new Set();

/** Five streams of a tenant with a million known blobs of 7 days: what opening, one poll and one delivery take. */
export async function ledger(): Promise<Figures> {
  const folder = mkdtempSync(join(tmpdir(), 'm365-audit-bench-'));
  const path = join(folder, 'checkpoint.db');
  try {
    const { streams, newest } = buildLedger(path, blobs, nowMs);
    const open = () => openLedger(path, streams, () => nowMs).ledger.close();
    const openedMs = timed(open);
    // As after a run in which damage was met: every page is looked at.
    writeFileSync(`${path}.suspect`, '');
    const openedSuspectMs = timed(open);
    const { ledger: opened } = openLedger(path, streams, () => nowMs);
    const pollMs = median(
      Array.from({ length: polls }, () => timed(() => pollOnce(opened, streams, newest))),
    );
    const pruneMs = timed(() => opened.prune(nowMs, 6 * dayMs));
    const fresh = listFresh(opened, streams);
    const deliveredMs = timed(() => {
      for (const blob of fresh) opened.recordDelivered(blob, counts, [], nowMs);
    });
    const completenessMs = timed(() => readCompleteness(path, nowMs - 7 * dayMs));
    opened.close();
    return {
      blobs,
      open_ms: openedMs,
      open_suspect_ms: openedSuspectMs,
      poll_ms: pollMs,
      prune_ms: pruneMs,
      completeness_ms: completenessMs,
      file_mib: statSync(path).size / 1024 ** 2,
      record_delivered_us: (deliveredMs * 1000) / deliveries,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const counts = { records: 40, indexed: 39, duplicates: 1, filtered: 0, deadLetters: 0 };

function timed(work: () => void): number {
  const beganMs = performance.now();
  work();
  return performance.now() - beganMs;
}

/** What one poll of every stream asks of the ledger when nothing is new: plan, one page of known blobs, what is due. */
function pollOnce(opened: Ledger, streams: readonly Stream[], newest: readonly ContentBlob[]): void {
  for (const stream of streams) {
    const progress = opened.progress(stream);
    const plan = planWindows({
      nowMs,
      lookbackMs: 7 * dayMs,
      windowMs: dayMs,
      progress,
      relistAll: false,
      turn: 0,
    });
    opened.savePlan(stream, plan.progress, [], nowMs);
    opened.recordListed(stream, newest, nowMs);
    opened.saveProgress(stream, progress);
    opened.recordListing(stream, null);
  }
  opened.flush();
  opened.dueBlobs(streams, nowMs, 512, none);
  opened.nextAttemptMs(streams, nowMs);
}

function listFresh(opened: Ledger, streams: readonly Stream[]): readonly PendingBlob[] {
  const [stream] = streams;
  if (stream === undefined) return [];
  for (let from = 0; from < deliveries; from += pageSize) {
    const page = Array.from({ length: Math.min(pageSize, deliveries - from) }, (_, index) => ({
      contentId: `fresh${from + index}`,
      contentUri: `https://localhost/fresh${from + index}`,
      createdMs: nowMs - 1000,
      expiresMs: nowMs + 7 * dayMs,
    }));
    opened.recordListed(stream, page, nowMs);
  }
  return opened.dueBlobs(streams, nowMs, deliveries, none);
}
