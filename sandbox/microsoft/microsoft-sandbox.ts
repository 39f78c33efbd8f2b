import type { NewBlob } from './add-blob.ts';
import type { TokenOrder } from './entra/token-issuer.ts';
import type { FaultSetting } from './faults/fault-setting.ts';
import type { FaultName } from './faults/fault-table.ts';
import type { TrappedRequest } from './http/trap.ts';
import type { MicrosoftSandboxSettings } from './options.ts';
import type { BlobReport, SandboxReport } from './report.ts';
import type { LoggedRequest } from './request-log.ts';

/** A running stand-in for Entra ID and the Management Activity API. */
export interface MicrosoftSandbox {
  /** `https://localhost:PORT`: the login and the management endpoint alike. */
  readonly url: string;
  /** The host that nobody should follow a link to. */
  readonly trapUrl: string;
  readonly trapRequests: readonly TrappedRequest[];
  readonly caPem: string;
  /** Where ca.pem was written, if a folder was given. */
  readonly caFile: string | undefined;
  readonly settings: MicrosoftSandboxSettings;
  /** The latest requests, in the order in which their answers ended. */
  readonly requests: readonly LoggedRequest[];
  /** Every access token so far, so that output can be searched for them. */
  tokensIssued(): readonly string[];
  /** A token of any kind, such as one without roles or of a lifetime of -1 s. */
  issueToken(order?: Partial<TokenOrder>): string;
  /** From now on a token is refused. */
  revokeToken(token: string): void;
  /** From now on every refresh token so far is refused, as after a change of the password. */
  revokeSignIns(): void;
  /** Turns a fault on or, with undefined, off. Content faults have no effect on content that is made already. */
  setFault(name: FaultName, setting: FaultSetting | undefined): void;
  clearFaults(): void;
  addBlob(blob: NewBlob): BlobReport;
  /** Calls back when the answer to a request has ended. Returns the way to end that. */
  onRequest(listener: (request: LoggedRequest) => void): () => void;
  blobs(): readonly BlobReport[];
  report(): SandboxReport;
  /** Ends all connections and frees the port. */
  close(): Promise<void>;
}
