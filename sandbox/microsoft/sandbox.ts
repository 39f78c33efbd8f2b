import { abortableSleep } from '../../src/lib/abortable-sleep.ts';
import { settingsFrom } from './check-settings.ts';
import { BlobMaker } from './content/blob-maker.ts';
import { ContentStore } from './content/content-store.ts';
import { type Filling, fillStore, streamsOf } from './content/fill-store.ts';
import { publishLive } from './content/live-content.ts';
import { entraRoutes } from './entra/entra-routes.ts';
import { SignInBook } from './entra/sign-in-book.ts';
import { TokenIssuer } from './entra/token-issuer.ts';
import { FaultPlan } from './faults/fault-plan.ts';
import { requestHandler } from './http/serve.ts';
import { listenTls, type TlsListener } from './http/tls-listener.ts';
import { openTrap } from './http/trap.ts';
import { managementRoutes } from './management/management-routes.ts';
import { RequestQuota } from './management/request-quota.ts';
import { SubscriptionBook } from './management/subscription-book.ts';
import type { MicrosoftSandbox } from './microsoft-sandbox.ts';
import type { MicrosoftSandboxOptions, MicrosoftSandboxSettings } from './options.ts';
import { RequestLog } from './request-log.ts';
import { RunningSandbox } from './running-sandbox.ts';
import { createTlsMaterial, type TlsMaterial, writeCaFile } from './tls.ts';
import { ViolationLog } from './violations.ts';
import type { World } from './world.ts';

function subscribeAll(book: SubscriptionBook, settings: MicrosoftSandboxSettings): void {
  for (const { tenantId, contentType } of streamsOf(settings)) {
    book.put(tenantId, { contentType, status: 'enabled', enabledMs: settings.clock() });
  }
}

async function createWorld(
  settings: MicrosoftSandboxSettings,
  trapUrl: string,
  violations: ViolationLog,
): Promise<World> {
  const subscriptions = new SubscriptionBook();
  if (settings.subscribed) subscribeAll(subscriptions, settings);
  return {
    settings,
    startedMs: settings.clock(),
    store: new ContentStore(),
    subscriptions,
    tokens: await TokenIssuer.create(settings.clock),
    signIns: new SignInBook(settings.seed),
    faults: new FaultPlan(settings.seed, settings.faults),
    quota: new RequestQuota(settings.requestsPerMinute),
    violations,
    trapUrl,
  };
}

function listen(world: World, log: RequestLog, tls: TlsMaterial, signal: AbortSignal): Promise<TlsListener> {
  const { host, port, clock, latencyMs, gzip } = world.settings;
  const skewMs = (): number => Number(world.faults.strike('clock-skew', 'date')?.value ?? 0) * 1000;
  const routes = [...entraRoutes(world), ...managementRoutes(world)];
  const onRequest = requestHandler({
    routes,
    log,
    clock,
    sleep: abortableSleep,
    latencyMs,
    gzip,
    skewMs,
    signal,
  });
  return listenTls({ host, port, tls, onRequest });
}

/**
 * Starts a sandbox.
 * @throws CodedError SANDBOX_BAD_OPTION, SANDBOX_BAD_RECORDS_FILE, SANDBOX_CANNOT_LISTEN
 */
export async function startMicrosoftSandbox(
  options: MicrosoftSandboxOptions = {},
): Promise<MicrosoftSandbox> {
  const settings = settingsFrom(options);
  const tls = await createTlsMaterial(settings.names);
  const violations = new ViolationLog();
  const trap = await openTrap({ host: settings.host, port: 0, tls }, (request) => {
    if (request.withToken) violations.add('token-elsewhere', request);
  });
  const closing = new AbortController();
  const log = new RequestLog(settings.requestLogLimit);
  try {
    const world = await createWorld(settings, `https://127.0.0.1:${trap.listener.port}`, violations);
    const filling: Filling = { ...world, maker: new BlobMaker(settings.expirationDays) };
    await fillStore(filling);
    const listener = await listen(world, log, tls, closing.signal);
    if (settings.liveIntervalSeconds > 0) {
      // Ends when the sandbox closes, by rejecting.
      publishLive(filling, abortableSleep, closing.signal).catch(() => undefined);
    }
    const caFile = settings.tlsDir === undefined ? undefined : await writeCaFile(settings.tlsDir, tls.caPem);
    return new RunningSandbox({
      world,
      filling,
      trap,
      log,
      listener,
      closing,
      caPem: tls.caPem,
      caFile,
    });
  } catch (error) {
    await trap.listener.close();
    throw error;
  }
}
