import { noProxy, type ProxyRules, type ProxyServer, parseProxy } from '../../lib/proxy-rules.ts';
import { ConfigError } from '../config-error.ts';
import { configErrors } from '../errors.ts';
import type { ReadContext, ValueType } from './value-type.ts';

type Environment = ReadContext['env'];

/** What the file says about the proxy. */
interface ProxyKeys {
  readonly url?: ProxyServer;
  readonly username?: string;
  readonly password?: string;
  readonly no_proxy?: readonly string[];
}

/** Reads what a file says together with what the environment says; the file goes first. */
export function proxyRules(base: ValueType<ProxyKeys | false>): ValueType<ProxyRules> {
  return {
    ...base,
    read: (value, context) => resolveProxies(base.read(value, context), context.env),
  };
}

function resolveProxies(keys: ProxyKeys | false, env: Environment): ProxyRules {
  if (keys === false) return noProxy;
  const fromEnvironment = (name: string) => keys.url ?? proxyFrom(name, env) ?? proxyFrom('ALL_PROXY', env);
  const [, noProxyValue = ''] = variable('NO_PROXY', env) ?? [];
  return {
    http: withCredentials(fromEnvironment('HTTP_PROXY'), keys),
    https: withCredentials(fromEnvironment('HTTPS_PROXY'), keys),
    except: keys.no_proxy ?? noProxyValue.split(/[\s,]+/).filter((entry) => entry !== ''),
  };
}

function withCredentials(server: ProxyServer | null, { username, password }: ProxyKeys): ProxyServer | null {
  if (server === null || (username === undefined && password === undefined)) return server;
  const inUrl = server.credentials ?? { username: '', password: '' };
  const credentials = { username: username ?? inUrl.username, password: password ?? inUrl.password };
  return { ...server, credentials };
}

/** @throws ConfigError CONFIG_PROXY_VARIABLE; the text may hold a password and is not shown */
function proxyFrom(name: string, env: Environment): ProxyServer | null {
  const found = variable(name, env);
  if (found === undefined) return null;
  const [spelling, value] = found;
  const server = parseProxy(value);
  if (server === undefined) throw new ConfigError(configErrors.proxyVariable, spelling);
  return server;
}

/** Programs agree on both cases, and most of them look at the lower one first. */
function variable(name: string, env: Environment): readonly [spelling: string, value: string] | undefined {
  for (const spelling of [name.toLowerCase(), name]) {
    const value = env[spelling]?.trim() ?? '';
    if (value !== '') return [spelling, value];
  }
  return undefined;
}
