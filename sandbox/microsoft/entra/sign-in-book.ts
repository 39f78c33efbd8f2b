import { hash } from 'node:crypto';
import { guidFor } from '../guid.ts';

/** What a person lets an app do. */
export interface UserGrant {
  readonly tenantId: string;
  readonly clientId: string;
  /** `aud` of the tokens: the resource. */
  readonly audience: string;
}

export type Decision = 'approve' | 'decline';

interface DeviceFlow {
  readonly grant: UserGrant;
  readonly userCode: string;
  readonly expiresMs: number;
  readonly intervalMs: number;
  polledMs: number;
  decision: Decision | undefined;
  redeemed: boolean;
}

/** A code on its way from the browser to the app. */
export interface CodeFlow {
  readonly grant: UserGrant;
  readonly redirectUri: string;
  /** Base64url of the SHA-256 of the code verifier (RFC 7636); undefined without PKCE. */
  readonly challenge: string | undefined;
  readonly expiresMs: number;
}

interface Refresh {
  readonly grant: UserGrant;
  readonly expiresMs: number;
  used: boolean;
}

/** Authorization codes live for about ten minutes (authorization code flow). */
const CODE_LIFETIME_MS = 600_000;
const USER_CODE_LETTERS = 'BCDFGHJKLMNPQRSTVWXZ';

/** Who is about to sign in, and who has. */
export class SignInBook {
  readonly #devices = new Map<string, DeviceFlow>();
  readonly #codes = new Map<string, CodeFlow>();
  readonly #usedCodes = new Set<string>();
  readonly #refreshTokens = new Map<string, Refresh>();
  readonly #seed: string;
  #count = 0;

  constructor(seed: string) {
    this.#seed = seed;
  }

  startDevice(
    grant: UserGrant,
    now: number,
    { lifetimeMs, intervalMs }: { readonly lifetimeMs: number; readonly intervalMs: number },
  ): { readonly deviceCode: string; readonly userCode: string } {
    const deviceCode = this.#opaque('device');
    const letters = [...Buffer.from(hash('sha256', deviceCode, 'hex'), 'hex')].slice(0, 9);
    const userCode = letters.map((n) => USER_CODE_LETTERS[n % USER_CODE_LETTERS.length]).join('');
    const times = { expiresMs: now + lifetimeMs, intervalMs, polledMs: Number.NEGATIVE_INFINITY };
    this.#devices.set(deviceCode, { grant, userCode, ...times, decision: undefined, redeemed: false });
    return { deviceCode, userCode };
  }

  /** Whether there was such a code. */
  decide(userCode: string, decision: Decision, now: number): boolean {
    const wanted = userCode.toUpperCase().replace(/[^A-Z]/g, '');
    const flow = [...this.#devices.values()].find((one) => one.userCode === wanted && one.expiresMs > now);
    if (flow === undefined) return false;
    flow.decision = decision;
    return true;
  }

  /** What a poll comes to. A client that polls faster than it was told is slowed down (RFC 8628, section 3.5). */
  poll(
    deviceCode: string,
    now: number,
  ): UserGrant | 'unknown' | 'expired' | 'pending' | 'slow_down' | 'declined' {
    const flow = this.#devices.get(deviceCode);
    if (flow === undefined || flow.redeemed) return 'unknown';
    if (flow.expiresMs <= now) return 'expired';
    // Half the interval: the network may bring two polls nearer together than they were sent.
    const isTooSoon = now - flow.polledMs < flow.intervalMs / 2;
    flow.polledMs = now;
    if (flow.decision === 'decline') return 'declined';
    if (flow.decision === undefined) return isTooSoon ? 'slow_down' : 'pending';
    flow.redeemed = true;
    return flow.grant;
  }

  issueCode(flow: Omit<CodeFlow, 'expiresMs'>, now: number): string {
    const code = this.#opaque('code');
    this.#codes.set(code, { ...flow, expiresMs: now + CODE_LIFETIME_MS });
    return code;
  }

  /** A code serves once. */
  redeemCode(code: string, now: number): CodeFlow | 'used' | 'expired' | 'unknown' {
    if (this.#usedCodes.has(code)) return 'used';
    const flow = this.#codes.get(code);
    if (flow === undefined) return 'unknown';
    this.#usedCodes.add(code);
    return flow.expiresMs > now ? flow : 'expired';
  }

  issueRefreshToken(grant: UserGrant, expiresMs: number): string {
    const token = this.#opaque('refresh');
    this.#refreshTokens.set(token, { grant, expiresMs, used: false });
    return token;
  }

  /** @param once a token that was exchanged before is refused */
  useRefreshToken(token: string, now: number, once: boolean): UserGrant | 'revoked' | 'expired' {
    const refresh = this.#refreshTokens.get(token);
    if (refresh === undefined || (once && refresh.used)) return 'revoked';
    if (refresh.expiresMs <= now) return 'expired';
    refresh.used = true;
    return refresh.grant;
  }

  /** From now on every refresh token so far is refused, as after a change of the password. */
  revokeAll(): void {
    this.#refreshTokens.clear();
  }

  #opaque(kind: string): string {
    this.#count += 1;
    return `${kind}.${guidFor(`${this.#seed}|${kind}|${this.#count}`)}`;
  }
}
