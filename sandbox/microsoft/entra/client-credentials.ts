import type { Exchange } from '../http/exchange.ts';
import type { MicrosoftSandboxSettings } from '../options.ts';
import { type AssertionProblem, checkClientAssertion } from './client-assertion.ts';
import { checkFederatedAssertion } from './federated-assertion.ts';
import { jwtParts } from './jwt-parts.ts';

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

interface BasicCredentials {
  readonly id: string;
  readonly secret: string;
}

function basicCredentials(header: string | undefined): BasicCredentials | undefined {
  const encoded = /^Basic (.+)$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const [id = '', ...secret] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return { id: unescaped(id), secret: unescaped(secret.join(':')) };
}

/** Both halves are form-encoded first (RFC 6749, section 2.3.1); not every client does so. */
function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * Checks how the application proves who it is: a secret in the body or as Basic authorization, or a signed assertion.
 * @param tenant as it stands in the path
 * @returns what is wrong; undefined when the application is the registered one
 */
export function checkClient(
  exchange: Exchange,
  form: URLSearchParams,
  tenant: string,
  settings: MicrosoftSandboxSettings,
): AssertionProblem | undefined {
  const basic = basicCredentials(exchange.headers.authorization);
  const clientId = form.get('client_id') ?? basic?.id;
  if (clientId === undefined) return { code: 900144, detail: 'client_id' };
  if (clientId.toLowerCase() !== settings.clientId.toLowerCase()) return { code: 700016, detail: clientId };
  const assertion = form.get('client_assertion');
  if (assertion !== null && form.get('client_assertion_type') === ASSERTION_TYPE) {
    const authority = `${exchange.base}/${tenant}`;
    const now = exchange.at + settings.entraClockOffsetSeconds * 1000;
    const { federatedCredentials } = settings;
    if (federatedCredentials.length > 0 && jwtParts(assertion)?.claims.iss !== clientId) {
      return checkFederatedAssertion(assertion, federatedCredentials, now);
    }
    return checkClientAssertion({
      assertion,
      clientId,
      audiences: [`${authority}/oauth2/v2.0/token`, `${authority}/oauth2/token`, `${authority}/v2.0`],
      certificates: settings.certificates,
      now,
    });
  }
  const secret = form.get('client_secret') ?? basic?.secret;
  if (secret === undefined) return { code: 7000218, detail: '' };
  if (secret === settings.expiredSecret) return { code: 7000222, detail: clientId };
  return secret === settings.clientSecret ? undefined : { code: 7000215, detail: clientId };
}
