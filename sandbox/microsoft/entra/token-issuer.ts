import { createHash, generateKeyPair, type JsonWebKey, type KeyObject, sign } from 'node:crypto';
import { promisify } from 'node:util';
import type { Clock } from '../../../src/lib/clock.ts';
import { guidFor } from '../guid.ts';

/** What a token says, as far as the Management API looks at it. Times in epoch milliseconds. */
export interface TokenGrant {
  readonly tenantId: string;
  readonly clientId: string;
  /** `aud`: the resource. */
  readonly audience: string;
  readonly roles: readonly string[];
  readonly expiresMs: number;
}

export type TokenOrder = Omit<TokenGrant, 'expiresMs'> & {
  readonly lifetimeSeconds: number;
  /** For an app on behalf of a person: the permissions stand in `scp` instead of `roles`. */
  readonly isDelegated?: boolean;
};

function part(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** Signs access tokens and remembers them, so that the API can look them up and tests can search output for them. */
export class TokenIssuer {
  readonly #key: KeyObject;
  readonly #publicKey: KeyObject;
  readonly #clock: Clock;
  readonly #issued = new Map<string, TokenGrant>();
  readonly #revoked = new Set<string>();
  readonly keyId: string;

  private constructor(key: KeyObject, publicKey: KeyObject, clock: Clock) {
    this.#key = key;
    this.#publicKey = publicKey;
    this.#clock = clock;
    const der = publicKey.export({ type: 'spki', format: 'der' });
    this.keyId = createHash('sha1').update(der).digest('base64url');
  }

  static async create(clock: Clock): Promise<TokenIssuer> {
    const pair = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
    return new TokenIssuer(pair.privateKey, pair.publicKey, clock);
  }

  /** A signed token with the claims of a v1 token (Entra access token claims reference). */
  issue(order: TokenOrder): string {
    const now = this.#clock();
    const iat = Math.floor(now / 1000);
    const servicePrincipal = guidFor(`principal|${order.tenantId}|${order.clientId}`);
    const subject = order.isDelegated === true ? this.userId(order) : servicePrincipal;
    const claims = {
      aud: order.audience,
      iss: `https://sts.windows.net/${order.tenantId}/`,
      iat,
      nbf: iat,
      exp: iat + order.lifetimeSeconds,
      appid: order.clientId,
      appidacr: '1',
      idp: `https://sts.windows.net/${order.tenantId}/`,
      oid: subject,
      ...(order.isDelegated === true ? { scp: order.roles.join(' ') } : { roles: order.roles }),
      sub: subject,
      tid: order.tenantId,
      uti: guidFor(`uti|${this.#issued.size}|${now}`),
      ver: '1.0',
    };
    const token = this.sign(claims);
    const { tenantId, clientId, audience, roles } = order;
    const expiresMs = now + order.lifetimeSeconds * 1000;
    this.#issued.set(token, { tenantId, clientId, audience, roles, expiresMs });
    return token;
  }

  /** Claims as a signed token, which is not remembered. */
  sign(claims: object): string {
    const header = { typ: 'JWT', alg: 'RS256', x5t: this.keyId, kid: this.keyId };
    const signed = `${part(header)}.${part(claims)}`;
    return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), this.#key).toString('base64url')}`;
  }

  /** Object id of the one person whom the sandbox knows in each tenant. */
  userId({ tenantId }: Pick<TokenGrant, 'tenantId'>): string {
    return guidFor(`user|${tenantId}`);
  }

  /** The grant of a token that was issued here and is still good. */
  find(token: string): TokenGrant | undefined {
    const grant = this.#issued.get(token);
    if (grant === undefined || this.#revoked.has(token)) return undefined;
    return grant.expiresMs > this.#clock() ? grant : undefined;
  }

  /** From now on the token is refused, though its time is not over. */
  revoke(token: string): void {
    this.#revoked.add(token);
  }

  issued(): readonly string[] {
    return [...this.#issued.keys()];
  }

  /** The public key with which tokens can be verified. */
  jwk(): JsonWebKey {
    return this.#publicKey.export({ format: 'jwk' });
  }
}
