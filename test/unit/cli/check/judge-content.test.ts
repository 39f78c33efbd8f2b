import { describe, expect, it } from 'vitest';
import type { StreamFacts } from '../../../../src/checkpoint/read-stream-facts.ts';
import { type ContentFacts, judgeContent } from '../../../../src/cli/check/judge-content.ts';
import { afCodes } from '../../../../src/source/management-api/af-codes.ts';
import { sourceErrors } from '../../../../src/source/management-api/errors.ts';
import { SourceError } from '../../../../src/source/source-error.ts';

const nowMs = Date.parse('2026-08-02T12:00:00Z');
const hours = 3_600_000;
const enabled = { contentType: 'Audit.General', status: 'enabled' };
const empty = { blobs: 0, more: false, newestMs: null };
const memory: StreamFacts = {
  tenant: 't',
  contentType: 'Audit.General',
  startedMs: null,
  lastContentHourMs: null,
  listingError: null,
};

function judge(facts: Partial<ContentFacts>) {
  return judgeContent({
    subject: 'contoso',
    contentType: 'Audit.General',
    subscription: enabled,
    remembered: undefined,
    recent: empty,
    nowMs,
    ...facts,
  });
}

describe('judgeContent', () => {
  const cases: readonly (readonly [string, Partial<ContentFacts>, string, string | undefined, string])[] = [
    ['never subscribed', { subscription: undefined }, 'ok', undefined, 'up to 12 hours'],
    [
      'started before and gone',
      { subscription: undefined, remembered: { ...memory, startedMs: nowMs - hours } },
      'warning',
      'CHECK_SUBSCRIPTION_GONE',
      '2026-08-02T11:00Z',
    ],
    [
      'auditing switched off, as the last start was told',
      {
        subscription: undefined,
        remembered: { ...memory, listingError: `${sourceErrors.auditingDisabled.meaning}: HTTP 400` },
      },
      'failed',
      'SOURCE_AUDITING_DISABLED',
      'switched off',
    ],
    [
      'disabled',
      { subscription: { ...enabled, status: 'disabled' } },
      'warning',
      'CHECK_SUBSCRIPTION_DISABLED',
      'disabled',
    ],
    [
      'content',
      { recent: { blobs: 96, more: false, newestMs: nowMs - hours } },
      'ok',
      undefined,
      '96 blobs in the last 24 hours, the newest of 2026-08-02T11:00Z',
    ],
    [
      'more content than fits a page',
      { recent: { blobs: 200, more: true, newestMs: nowMs - hours } },
      'ok',
      undefined,
      'subscribed; 200 blobs or more in the last 24 hours',
    ],
    [
      'subscribed a short while ago',
      { remembered: { ...memory, startedMs: nowMs - 3 * hours } },
      'ok',
      undefined,
      'subscribed 3 hours ago; wait up to 12 hours',
    ],
    [
      'subscribed long ago, and nothing ever came',
      { remembered: { ...memory, startedMs: nowMs - 13 * hours } },
      'warning',
      'CHECK_NO_CONTENT_YET',
      'none was ever seen',
    ],
    ['subscribed by somebody else, and nothing comes', {}, 'warning', 'CHECK_NO_CONTENT_YET', 'none'],
    [
      'content that stopped to come',
      { remembered: { ...memory, startedMs: nowMs - hours, lastContentHourMs: nowMs - 48 * hours } },
      'warning',
      'CHECK_NO_CONTENT_NOW',
      'the last was of 2026-07-31T12:00Z',
    ],
    ['no DLP content', { contentType: 'DLP.All' }, 'ok', undefined, 'no DLP policy matched'],
  ];

  it.each(cases)('%s', (_, facts, status, code, text) => {
    const verdict = judge(facts);
    expect(verdict).toMatchObject({ subject: 'contoso', status });
    expect(verdict.code).toBe(code);
    expect(verdict.message).toContain(text);
  });

  it.each(Object.entries(afCodes))(
    '%s is a verdict with its remedy, and less than a failure for DLP',
    (_, af) => {
      const recent = new SourceError(af.row, af.kind, 'HTTP 400');
      const { code, remedy } = af.row;
      expect(judge({ recent })).toMatchObject({ status: 'failed', code, remedy });
      expect(judge({ recent, contentType: 'DLP.All' })).toMatchObject({ status: 'warning', code });
    },
  );
});
