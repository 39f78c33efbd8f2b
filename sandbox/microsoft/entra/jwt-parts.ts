export type Claims = Readonly<Record<string, unknown>>;

/** A signed token, taken apart and not yet believed. */
export interface JwtParts {
  readonly header: Claims;
  readonly claims: Claims;
  /** What the signature is over. */
  readonly signed: string;
  readonly signature: Buffer;
}

/** Undefined when the text is no token. */
export function jwtParts(token: string): JwtParts | undefined {
  const [head = '', body = '', signature = '', ...rest] = token.split('.');
  const header = decode(head);
  const claims = decode(body);
  if (header === undefined || claims === undefined || rest.length > 0) return undefined;
  return { header, claims, signed: `${head}.${body}`, signature: Buffer.from(signature, 'base64url') };
}

function decode(part: string): Claims | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null
      ? Object.fromEntries(Object.entries(value))
      : undefined;
  } catch {
    return undefined;
  }
}
