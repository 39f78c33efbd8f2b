import { describe, expect, it } from 'vitest';
import { MINIMAL, parse, problems, refusal } from './config-text.ts';

const server = (url: string, username?: string, password = '') => ({
  url,
  credentials: username === undefined ? null : { username, password },
});

const proxyOf = (keys: string, env: Readonly<Record<string, string>> = {}, files = {}) =>
  parse(`${MINIMAL}${keys}`, { env, files }).proxy;

describe('proxy', () => {
  it('is none where nobody names one', () => {
    expect(proxyOf('')).toEqual({ http: null, https: null, except: [] });
  });

  it('comes from the environment, one for each scheme', () => {
    const env = { HTTPS_PROXY: 'http://a:1', HTTP_PROXY: 'http://b:2', NO_PROXY: 'x.example, 10.0.0.0/8 y' };
    expect(proxyOf('', env)).toEqual({
      http: server('http://b:2'),
      https: server('http://a:1'),
      except: ['x.example', '10.0.0.0/8', 'y'],
    });
  });

  it('looks at lower case first, and at ALL_PROXY last', () => {
    expect(proxyOf('', { https_proxy: 'http://a:1', HTTPS_PROXY: 'http://b:2' }).https).toEqual(
      server('http://a:1'),
    );
    expect(proxyOf('', { all_proxy: 'c:3', HTTPS_PROXY: 'http://b:2' })).toMatchObject({
      http: server('http://c:3'),
      https: server('http://b:2'),
    });
    expect(proxyOf('', { https_proxy: '', HTTPS_PROXY: 'http://b:2' }).https).toEqual(server('http://b:2'));
  });

  it('of the file goes before the environment, key by key', () => {
    const env = { HTTPS_PROXY: 'http://u:p@a:1', NO_PROXY: 'x' };
    expect(proxyOf('proxy: { url: "http://b:2" }', env)).toEqual({
      http: server('http://b:2'),
      https: server('http://b:2'),
      except: ['x'],
    });
    expect(proxyOf('proxy: { no_proxy: [y] }', env)).toMatchObject({
      http: null,
      https: server('http://a:1', 'u', 'p'),
      except: ['y'],
    });
    expect(proxyOf('proxy: { username: v, password: q }', env).https).toEqual(server('http://a:1', 'v', 'q'));
    expect(proxyOf('proxy: false', env)).toEqual({ http: null, https: null, except: [] });
  });

  it('takes credentials in the URL, percent-encoded, or from files', () => {
    expect(proxyOf('proxy: { url: "http://us%40er:p%3Aw@b:2/" }').https).toEqual(
      server('http://b:2', 'us@er', 'p:w'),
    );
    const files = { '/run/p': 'p:w @\n', '/run/url': 'http://u:x@b:2\n' };
    expect(
      proxyOf('proxy: { url_file: /run/url, username: u, password_file: /run/p }', {}, files).https,
    ).toEqual(server('http://b:2', 'u', 'p:w @'));
  });

  it.each(['socks5://secret-word:1', 'http://secret-word/path', 'http://u:%zz-secret-word@b:1', 'http://'])(
    'refuses %s without repeating it',
    (url) => {
      const [problem] = problems(`${MINIMAL}proxy: { url: "${url}" }`);
      expect(problem).toContain('7:15 proxy.url: expected the http or https address of a proxy');
      expect(problem).not.toContain('secret-word');
      const error = refusal(MINIMAL, { env: { https_proxy: url } });
      expect(error).toMatchObject({ code: 'CONFIG_PROXY_VARIABLE' });
      expect(error.message).toContain('https_proxy');
      expect(error.message).not.toContain('secret-word');
    },
  );

  it('wants a user name beside a password', () => {
    expect(problems(`${MINIMAL}proxy: { url: "http://b:2", password: q }`)).toEqual([
      expect.stringContaining('proxy.password: expected username beside password, found password alone'),
    ]);
  });
});

it('a client certificate for Elasticsearch is a pair', () => {
  const text = MINIMAL.replace(
    '  file:\n    path: ./out',
    '  elasticsearch:\n    nodes: [https://es:9200]\n    tls: { passphrase: secret-word }',
  );
  const [problem] = problems(text);
  expect(problem).toContain('output.elasticsearch.tls.passphrase: expected private_key beside passphrase');
});
