import { addBlob, type NewBlob } from './add-blob.ts';
import { CLOUD_RESOURCES } from './clouds.ts';
import type { Filling } from './content/fill-store.ts';
import type { TokenOrder } from './entra/token-issuer.ts';
import type { FaultSetting } from './faults/fault-setting.ts';
import type { FaultName } from './faults/fault-table.ts';
import type { TlsListener } from './http/tls-listener.ts';
import type { Trap, TrappedRequest } from './http/trap.ts';
import type { MicrosoftSandbox } from './microsoft-sandbox.ts';
import type { MicrosoftSandboxSettings } from './options.ts';
import { type BlobReport, blobReport, countContent, countStreams, type SandboxReport } from './report.ts';
import type { LoggedRequest, RequestLog } from './request-log.ts';
import type { World } from './world.ts';

/** What a sandbox is made of once it runs. */
export interface SandboxParts {
  readonly world: World;
  readonly filling: Filling;
  readonly trap: Trap;
  readonly log: RequestLog;
  readonly listener: TlsListener;
  /** Ends the answers in progress and the live content. */
  readonly closing: AbortController;
  readonly caPem: string;
  readonly caFile: string | undefined;
}

/** The handles of a running sandbox. */
export class RunningSandbox implements MicrosoftSandbox {
  readonly url: string;
  readonly #parts: SandboxParts;

  constructor(parts: SandboxParts) {
    this.#parts = parts;
    this.url = `https://localhost:${parts.listener.port}`;
  }

  get trapUrl(): string {
    return this.#parts.world.trapUrl;
  }

  get trapRequests(): readonly TrappedRequest[] {
    return this.#parts.trap.requests;
  }

  get caPem(): string {
    return this.#parts.caPem;
  }

  get caFile(): string | undefined {
    return this.#parts.caFile;
  }

  get settings(): MicrosoftSandboxSettings {
    return this.#parts.world.settings;
  }

  get requests(): readonly LoggedRequest[] {
    return this.#parts.log.entries;
  }

  tokensIssued(): readonly string[] {
    return this.#parts.world.tokens.issued();
  }

  issueToken(order: Partial<TokenOrder> = {}): string {
    const { tenants, clientId, cloud, roles, tokenLifetimeSeconds } = this.settings;
    return this.#parts.world.tokens.issue({
      tenantId: tenants[0] ?? '',
      clientId,
      audience: CLOUD_RESOURCES[cloud],
      roles,
      lifetimeSeconds: tokenLifetimeSeconds,
      ...order,
    });
  }

  revokeToken(token: string): void {
    this.#parts.world.tokens.revoke(token);
  }

  revokeSignIns(): void {
    this.#parts.world.signIns.revokeAll();
  }

  setFault(name: FaultName, setting: FaultSetting | undefined): void {
    this.#parts.world.faults.set(name, setting);
  }

  clearFaults(): void {
    this.#parts.world.faults.clear();
  }

  addBlob(blob: NewBlob): BlobReport {
    const { store, maker } = this.#parts.filling;
    const now = this.settings.clock();
    return blobReport(addBlob(blob, { store, maker, tenants: this.settings.tenants, now }), now);
  }

  onRequest(listener: (request: LoggedRequest) => void): () => void {
    return this.#parts.log.onRequest(listener);
  }

  blobs(): readonly BlobReport[] {
    const now = this.settings.clock();
    return Array.from(this.#parts.world.store.all(), (blob) => blobReport(blob, now));
  }

  report(): SandboxReport {
    const { world, log, trap } = this.#parts;
    const blobs = this.blobs();
    return {
      seed: world.settings.seed,
      startedAt: new Date(world.startedMs).toISOString(),
      endedAt: new Date(world.settings.clock()).toISOString(),
      streams: countStreams(blobs),
      totals: countContent(blobs),
      requests: log.counts(),
      violations: world.violations.all(),
      faults: world.faults.counts(),
      tokensIssued: world.tokens.issued().length,
      trap: {
        requests: trap.requests.length,
        withToken: trap.requests.filter(({ withToken }) => withToken).length,
      },
    };
  }

  async close(): Promise<void> {
    const { closing, listener, trap } = this.#parts;
    closing.abort(new Error('the sandbox closes'));
    await Promise.all([listener.close(), trap.listener.close()]);
  }
}
