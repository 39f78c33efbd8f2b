import { describe, expect, it } from 'vitest';
import type { MicrosoftSandbox } from '../../../sandbox/microsoft/microsoft-sandbox.ts';
import type { MicrosoftSandboxOptions } from '../../../sandbox/microsoft/options.ts';
import { createCertificateProvider } from '../../../src/auth/certificate.ts';
import { createClientSecretProvider } from '../../../src/auth/client-secret.ts';
import { resolveCloud } from '../../../src/auth/clouds.ts';
import { rolesOf } from '../../../src/auth/token-claims.ts';
import type { TokenProvider } from '../../../src/auth/token-provider.ts';
import { tryParseJson } from '../../../src/lib/json-object.ts';
import { stripBom } from '../../../src/lib/strip-bom.ts';
import { trustedCertificates } from '../../../src/lib/trusted-certificates.ts';
import type { ContentBlob } from '../../../src/model/blob.ts';
import type { Source } from '../../../src/model/source.ts';
import { createManagementSource } from '../../../src/source/management-api/management-source.ts';
import { SourceError } from '../../../src/source/source-error.ts';
import { type FakeClock, fakeClock } from '../../support/fake-clock.ts';
import { appCertificate, pemSource } from '../../support/localhost-certificate.ts';
import { sandboxForTest } from '../../support/sandbox.ts';
import { recordedSourceEvents } from '../../support/source-events.ts';
import { stream, tenantId } from '../../support/streams.ts';
import { textInPlace } from '../../support/text-in-place.ts';

const { signal } = new AbortController();
const day = 24 * 3_600_000;

/** A sandbox and a source, on one clock, so that pauses take no time and the service still sees them kept. */
async function against(
  options: MicrosoftSandboxOptions,
  certificate?: { certificate: string; privateKey: string },
) {
  const time = fakeClock(Date.now());
  const sandbox = await sandboxForTest({ records: 400, recordsPerBlob: 5, clock: time.clock, ...options });
  const { settings, url, caPem } = sandbox;
  const { loginUrl, managementUrl, managementAudience } = resolveCloud(settings.cloud, {
    login: url,
    management: url,
  });
  const parts = {
    tenantId,
    timeoutMs: 10_000,
    network: { trustedCertificates: trustedCertificates(caPem) },
    clock: time.clock,
    events: recordedSourceEvents(),
  };
  const app = { ...parts, clientId: settings.clientId, loginUrl, audience: managementAudience };
  const tokenProvider: TokenProvider =
    certificate === undefined
      ? createClientSecretProvider({ ...app, clientSecret: textInPlace(settings.clientSecret) })
      : createCertificateProvider({ ...app, source: pemSource(certificate) });
  const queue = { concurrency: 8, requestsPerMinute: 2000, sleep: time.sleep, random: () => 1 };
  const source = createManagementSource({ ...parts, ...queue, managementUrl, tokenProvider });
  return { sandbox, source, tokenProvider, time };
}

/** What the ingest loop does, in short: everything of a week, each failure that may pass tried again. */
async function collectWeek(sandbox: MicrosoftSandbox, source: Source, time: FakeClock): Promise<void> {
  const nowMs = Math.floor(sandbox.settings.clock() / 1000) * 1000;
  for (const contentType of sandbox.settings.contentTypes) {
    const own = stream(contentType);
    await patiently(time, () => source.subscribe(own, signal));
    for (let startMs = nowMs - 7 * day + 300_000; startMs < nowMs + day; startMs += day) {
      const blobs = await patiently(time, () => listAll(source, own.contentType, startMs));
      await Promise.all(blobs.map((blob) => patiently(time, () => fetchRecords(source, blob))));
    }
  }
}

async function listAll(
  source: Source,
  contentType: string,
  startMs: number,
): Promise<readonly ContentBlob[]> {
  const blobs: ContentBlob[] = [];
  for await (const page of source.list(stream(contentType), { startMs, endMs: startMs + day }, signal))
    blobs.push(...page);
  return blobs;
}

async function fetchRecords(source: Source, blob: ContentBlob): Promise<void> {
  const body = await source.fetch(stream(), blob, signal);
  const text = String(body.whole(100_000_000));
  if (!Array.isArray(tryParseJson(stripBom(text)))) throw new Error('not records');
}

async function patiently<T>(time: FakeClock, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === 20 || (error instanceof SourceError && error.kind !== 'retry')) throw error;
      await time.sleep(5_000, signal);
    }
  }
}

describe('the source against the sandbox', () => {
  it.each<[string, MicrosoftSandboxOptions]>([
    ['a calm week', {}],
    ['pages of three', { scenario: 'pages' }],
    [
      'pages with a lower-case query under another header',
      { pageSize: 5, pageHeader: 'nextpageurl', lowerCasePageQuery: true },
    ],
    ['compressed answers', { gzip: true }],
    ['ordinary server faults', { scenario: 'server-faults' }],
    [
      'the same with HTTP 429 and Retry-After',
      { scenario: 'server-faults', quotaStatus: 429, retryAfterSeconds: 7 },
    ],
    ['tokens that live for seconds', { tokenLifetimeSeconds: 30 }],
    ['a government cloud', { cloud: 'gcc-high' }],
  ])('fetches everything and breaks no rule: %s', async (_name, options) => {
    const { sandbox, source, time } = await against(options);

    await collectWeek(sandbox, source, time);

    const { totals, violations, trap } = sandbox.report();
    expect({ missing: totals.neverFetched, violations, trap }).toEqual({
      missing: 0,
      violations: [],
      trap: { requests: 0, withToken: 0 },
    });
    expect(totals.recordsServed).toBe(totals.records);
  });

  it('signs in with a certificate that the sandbox verifies', async () => {
    const pair = await appCertificate();
    const { source, tokenProvider } = await against({ certificates: [pair.certificate] }, pair);

    expect(await source.subscribe(stream(), signal)).toBe('started');
    expect(rolesOf(await tokenProvider.getToken({ signal }))).toEqual([
      'ActivityFeed.Read',
      'ActivityFeed.ReadDlp',
    ]);
  });

  it('is refused with a certificate that the app does not have', async () => {
    const { source } = await against(
      { certificates: [(await appCertificate()).certificate] },
      await appCertificate(),
    );

    await expect(source.subscribe(stream(), signal)).rejects.toMatchObject({
      code: 'AUTH_CERTIFICATE_REFUSED',
      kind: 'fatal',
    });
  });

  it('gets a new token when the service has revoked the old one', async () => {
    const { sandbox, source } = await against({ subscribed: true });
    await source.subscribe(stream(), signal);
    for (const token of sandbox.tokensIssued()) sandbox.revokeToken(token);

    expect(await source.subscribe(stream(), signal)).toBe('enabled');
    expect(sandbox.tokensIssued()).toHaveLength(2);
  });

  it('never asks a host that the lists only pretend to be the API', async () => {
    const { sandbox, source, time } = await against({ scenario: 'hostile' });

    await expect(collectWeek(sandbox, source, time)).rejects.toMatchObject({ code: 'SOURCE_FOREIGN_HOST' });

    expect(sandbox.report().trap).toEqual({ requests: 0, withToken: 0 });
  });
});
