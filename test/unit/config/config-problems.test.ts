import { describe, expect, it } from 'vitest';
import { formatProblem } from '../../../src/config/config-error.ts';
import { AUTH, CLIENT_ID, MINIMAL, problems, refusal, TENANT_ID } from './config-text.ts';

const withLines = (lines: string) => `${MINIMAL}${lines}\n`;
const withTenant = (lines: string) => MINIMAL.replace('output:', `${lines}\noutput:`);
const withElasticsearch = (keys: string) =>
  MINIMAL.replace(/output:[\s\S]*/, `output:\n  elasticsearch: { ${keys} }\n`);

/** What stands in the file, and the start of the only problem it gives. */
const cases: readonly (readonly [what: string, text: string, problem: string])[] = [
  [
    'a typo in a key',
    withLines('poling: { interval: 1m }'),
    '7:1 poling: expected a known key (tenants, tenants_dir, tenant_defaults, polling, fetch, filters, enrich, documents, tls, proxy, output, checkpoint, http, log), found the unknown key "poling"; did you mean "polling"?',
  ],
  [
    'a typo in an inner key',
    withLines('polling:\n  intervall: 5m'),
    '8:3 polling.intervall: expected a known key (interval, lookback, window), found the unknown key "intervall"; did you mean "interval"?',
  ],
  [
    'a typo in a key that must be given: one problem, not two',
    MINIMAL.replace('output:', 'ouptut:'),
    '4:1 ouptut: expected a known key (tenants, tenants_dir, tenant_defaults, polling, fetch, filters, enrich, documents, tls, proxy, output, checkpoint, http, log), found the unknown key "ouptut"; did you mean "output"?',
  ],
  [
    'a typo in the name of an output: one problem, not two',
    MINIMAL.replace('file:', 'flie:'),
    '5:3 output.flie: expected a known key (elasticsearch, file), found the unknown key "flie"; did you mean "file"?',
  ],
  [
    'a typo in a key that is there as well',
    withLines('polling: { interval: 1m, intervall: 2m }'),
    '7:26 polling.intervall: expected a known key (interval, lookback, window), found the unknown key "intervall"; did you mean "interval"?',
  ],
  ['an unknown key like none', withLines('zzz: 1'), '7:1 zzz: expected a known key (tenants,'],
  ['__proto__', withLines('__proto__: { a: 1 }'), '7:1 __proto__: expected a known key'],
  [
    'a tenant without id',
    `tenants:\n  - name: contoso\n    auth: ${AUTH}\noutput: { file: { path: o } }\n`,
    `2:5 tenants[0].id: expected the GUID of the tenant or one of its domains, such as contoso.onmicrosoft.com, found nothing. Add it, for example \`id: ${TENANT_ID}\`.`,
  ],
  [
    'a tenant whose id has no value',
    MINIMAL.replace(TENANT_ID, ''),
    '2:5 tenants[0].id: expected the GUID of the tenant or one of its domains, such as contoso.onmicrosoft.com, found nothing.',
  ],
  [
    'no tenant',
    MINIMAL.replace(/tenants:[\s\S]*output/, 'tenants: []\noutput'),
    '1:10 tenants: expected a list of 1 or more, found an empty list.',
  ],
  [
    'no tenants',
    MINIMAL.replace(/tenants:[\s\S]*output/, 'output'),
    '1:1 tenants: expected a list of 1 or more, found nothing.',
  ],
  [
    'an empty item among tenants',
    MINIMAL.replace('output:', '  -\noutput:'),
    '4:4 tenants[1]: expected a mapping with id, name,',
  ],
  [
    'a mapping where a list is due',
    MINIMAL.replace(/tenants:[\s\S]*output/, 'tenants: { id: x }\noutput'),
    '1:10 tenants: expected a list of 1 or more, found a mapping.',
  ],
  [
    'a text where a list is due',
    withElasticsearch('nodes: https://localhost:9200'),
    '5:27 output.elasticsearch.nodes: expected a list of 1 or more, each an http or https URL without credentials, such as https://localhost:9200, found a string of length 22. For example `nodes: [https://localhost:9200]`.',
  ],
  [
    'a text where a mapping is due',
    withLines('fetch: fast'),
    '7:8 fetch: expected a mapping with concurrency, requests_per_minute, timeout, memory_limit, found a string of length 4.',
  ],
  [
    'a written null',
    withLines('polling: ~'),
    '7:10 polling: expected a mapping with interval, lookback, window, found null.',
  ],
  [
    'a duration without its unit',
    withLines('polling: { interval: 5 }'),
    '7:22 polling.interval: expected a duration from 1s to 1d with its unit, such as 30s, 5m, 24h or 7d, found the number 5. For example `interval: 1m`.',
  ],
  [
    'an unknown unit',
    withLines('polling: { interval: 5 min }'),
    '7:22 polling.interval: expected a duration from 1s to 1d with its unit, such as 30s, 5m, 24h or 7d, found "5 min".',
  ],
  [
    'a lookback beyond retention',
    withLines('polling: { lookback: 8d }'),
    '7:22 polling.lookback: expected a duration from 1m to 7d',
  ],
  [
    'a window beyond a day',
    withLines('polling: { window: 25h }'),
    '7:20 polling.window: expected a duration from 1m to 24h',
  ],
  [
    'a size without its unit',
    withLines('fetch: { memory_limit: 1000 }'),
    '7:24 fetch.memory_limit: expected a size from 1MiB to 64GiB with its unit, such as 64KiB or 5MiB, found the number 1000.',
  ],
  [
    'a size below its limit',
    withLines('fetch: { memory_limit: 1KiB }'),
    '7:24 fetch.memory_limit: expected a size from 1MiB to 64GiB',
  ],
  [
    'a text where a number is due',
    withLines('fetch: { concurrency: "16" }'),
    '7:23 fetch.concurrency: expected a whole number from 1 to 256, found "16". For example `concurrency: 16`.',
  ],
  [
    'a fraction',
    withLines('fetch: { concurrency: 1.5 }'),
    '7:23 fetch.concurrency: expected a whole number from 1 to 256, found the number 1.5.',
  ],
  [
    'zero requests',
    withLines('fetch: { requests_per_minute: 0 }'),
    '7:31 fetch.requests_per_minute: expected a whole number from 1',
  ],
  [
    'a boolean of YAML 1.1',
    withElasticsearch('nodes: ["http://a"], setup: yes'),
    '5:48 output.elasticsearch.setup: expected true or false, found "yes".',
  ],
  [
    'a number where a text is due',
    withTenant('    name: 2024'),
    '4:11 tenants[0].name: expected a label for the tenant, found the number 2024. Put it in quotes.',
  ],
  [
    'true where a section can only be switched off',
    withLines('http: true'),
    '7:7 http: expected a mapping with listen, or false, found a boolean.',
  ],
  [
    'an unknown level',
    withLines('log: { level: warning }'),
    '7:15 log.level: expected one of trace, debug, info, warn, error, found "warning"; did you mean "warn"?',
  ],
  [
    'an unknown cloud',
    withTenant('    cloud: gcc_high'),
    '4:12 tenants[0].cloud: expected one of commercial, gcc, gcc-high, dod, china, found "gcc_high"; did you mean "gcc-high"?',
  ],
  [
    'an unknown content type',
    withTenant('    content_types: [Audit.Exchagne]'),
    '4:21 tenants[0].content_types[0]: expected one of Audit.AzureActiveDirectory, Audit.Exchange, Audit.SharePoint, Audit.General, DLP.All, found "Audit.Exchagne"; did you mean "Audit.Exchange"?',
  ],
  [
    'no content type',
    withTenant('    content_types: []'),
    '4:20 tenants[0].content_types: expected a list of 1 or more',
  ],
  [
    'a namespace in upper case',
    withTenant('    data_stream_namespace: Prod'),
    '4:28 tenants[0].data_stream_namespace: expected a part of a data stream name',
  ],
  [
    'a namespace with a hyphen',
    withTenant('    data_stream_namespace: a-b'),
    '4:28 tenants[0].data_stream_namespace: expected a part',
  ],
  [
    'a namespace that is too long',
    withTenant(`    data_stream_namespace: ${'é'.repeat(51)}`),
    '4:28 tenants[0].data_stream_namespace: expected a part',
  ],
  [
    'http towards the login host',
    withTenant('    endpoints: { login: "http://localhost:1" }'),
    '4:25 tenants[0].endpoints.login: expected an https URL without credentials',
  ],
  [
    'http towards another machine',
    withTenant('    endpoints: { management: "http://api.example.com" }'),
    '4:30 tenants[0].endpoints.management: expected an https URL (http only for this machine)',
  ],
  [
    'a listen address without port',
    withLines('http: { listen: 127.0.0.1 }'),
    '7:17 http.listen: expected host:port, such as 127.0.0.1:9480 or [::1]:9480, found "127.0.0.1".',
  ],
  [
    'a port that is none',
    withLines('http: { listen: "localhost:70000" }'),
    '7:17 http.listen: expected host:port',
  ],
  [
    'two outputs',
    withLines('  elasticsearch: { nodes: ["http://a"] }'),
    '4:1 output: expected exactly one of elasticsearch, file, found elasticsearch and file. Keep one and remove the rest.',
  ],
  [
    'no output',
    MINIMAL.replace(/output:[\s\S]*/, ''),
    '1:1 output: expected exactly one of elasticsearch, file, found nothing.',
  ],
  [
    'an output without a kind',
    MINIMAL.replace(/output:[\s\S]*/, 'output: {}'),
    '4:1 output: expected exactly one of elasticsearch, file, found none of them. Add one.',
  ],
  [
    'an output kind without keys',
    MINIMAL.replace(/ {2}file:[\s\S]*/, '  file:'),
    '4:1 output: expected exactly one of elasticsearch, file, found none of them.',
  ],
  [
    'a user without password',
    withElasticsearch('nodes: ["http://a"], auth: { username: a }'),
    `5:41 output.elasticsearch.auth.password: expected the password of an Elasticsearch user, or password_file, found nothing. Add it, for example \`password: \${ES_PASSWORD}\`.`,
  ],
  [
    'two credentials',
    withElasticsearch('nodes: ["http://a"], auth: { api_key: k, username: u }'),
    '5:41 output.elasticsearch.auth: expected exactly one of api_key, username with password, found api_key and username.',
  ],
  [
    'an unknown method',
    MINIMAL.replace('method: client_secret', 'method: client-secret'),
    '3:21 tenants[0].auth.method: expected one of client_secret, certificate, managed_identity, workload_identity, device_code, authorization_code, found "client-secret"; did you mean "client_secret"?',
  ],
  [
    'no method',
    MINIMAL.replace('method: client_secret, ', ''),
    '3:5 tenants[0].auth.method: expected one of client_secret, certificate, managed_identity, workload_identity, device_code, authorization_code, found nothing.',
  ],
  [
    'a misspelt method key',
    MINIMAL.replace('method: client_secret', 'metod: client_secret'),
    '3:13 tenants[0].auth.metod: expected a known key (method, client_id, client_secret, client_secret_expires, certificate, private_key, pfx, passphrase, object_id, resource_id, federated_token, redirect_uri), found the unknown key "metod"; did you mean "method"?',
  ],
  [
    'a key of another method',
    MINIMAL.replace('client_secret: s3cret-inline', 'client_secret: s, private_key: k'),
    '3:103 tenants[0].auth.private_key: expected a known key (method, client_id, client_secret, client_secret_expires), found the unknown key "private_key". Remove it.',
  ],
  [
    'a key given twice',
    withLines('log: { level: info }\nlog: {}'),
    '8:1 log: expected each key once, found the key a second time. Keep one of the two.',
  ],
  [
    'an alias to what it stands in',
    MINIMAL.replace(AUTH, `&a { client_secret: *a, method: client_secret, client_id: ${CLIENT_ID} }`),
    '3:31 tenants[0].auth.client_secret: expected a value, found an alias',
  ],
  [
    'a value in another encoding, of which Node makes U+FFFD',
    MINIMAL.replace('s3cret-inline', 'gr\uFFFDn'),
    '3:100 tenants[0].auth.client_secret: expected text in UTF-8, found another encoding. Save the file as UTF-8.',
  ],
  [
    'a whole file in UTF-16',
    '\uFFFD\uFFFDt\0e\0n\0a\0n\0t\0s\0:\0',
    '1:1 : expected text in UTF-8, found another encoding. Save the file as UTF-8.',
  ],
  [
    'an alias to nothing',
    MINIMAL.replace('s3cret-inline', '*hunter2'),
    '3:100 tenants[0].auth.client_secret: expected a value, found an alias (*) to nothing. Put a value that begins with * in quotes.',
  ],
];

describe('problems of a configuration', () => {
  it.each(cases)('%s', (_, text, problem) => {
    expect(problems(text)).toEqual([expect.stringContaining(problem)]);
  });

  it('are aliases that unfold without end, which are not unfolded', () => {
    const lists = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name, index, names) => {
      const below = index === 0 ? 'x' : `*${names[index - 1]}`;
      return `${name}: &${name} [${Array.from({ length: 30 }, () => below).join(', ')}]`;
    });

    const told = problems(`${MINIMAL}${lists.join('\n')}\n`);

    expect(told.filter((problem) => problem.includes('aliases (*) of aliases'))).toHaveLength(1);
  });

  it('are all named at once, in the order of the file', () => {
    const text = `tenants:
  - name: contoso
    auth: { method: client_secret, client_id: nope }
    cloud: moon
poling: {}
fetch: { concurrency: many }
output: {}
`;
    expect(refusal(text).problems.map(({ line, path }) => `${line} ${path}`)).toEqual([
      '2 tenants[0].id',
      '3 tenants[0].auth.client_secret',
      '3 tenants[0].auth.client_id',
      '4 tenants[0].cloud',
      '5 poling',
      '6 fetch.concurrency',
      '7 output',
    ]);
  });

  it('name a stream that would be collected twice, where it is named again', () => {
    const second = `  - id: ${CLIENT_ID.toUpperCase()}\n    auth: ${AUTH}\n    content_types: [DLP.ALL, dlp.all]\noutput:`;
    expect(problems(MINIMAL.replace(TENANT_ID, CLIENT_ID).replace('output:', second))).toEqual([
      '6:21 tenants[1].content_types[0]: expected each content type of a tenant once, found DLP.All, which tenants[0].id collects already. Keep it in one place.',
      '6:30 tenants[1].content_types[1]: expected each content type of a tenant once, found DLP.All, which tenants[0].id collects already. Keep it in one place.',
    ]);
  });

  it('are printed as file:line:column path, with code and count', () => {
    const error = refusal(MINIMAL.replace('id:', 'di:'));
    expect(error.code).toBe('CONFIG_INVALID');
    expect(error.message).toMatch(
      /^The configuration file is not valid: 1 problem in \/etc\/m365\/config\.yaml\n {2}\S/,
    );
    expect(error.problems.map(formatProblem)).toEqual([
      expect.stringMatching(
        /^\/etc\/m365\/config\.yaml:2:5 tenants\[0\]\.di: expected .+, found .+; did you mean "id"\?$/,
      ),
    ]);
    expect(error.problems[0]).toMatchObject({
      line: 2,
      column: 5,
      nearest: 'id',
      found: 'the unknown key "di"',
    });
  });

  it('accept what is right: the client id is a GUID', () => {
    expect(() => refusal(MINIMAL.replace(CLIENT_ID, TENANT_ID))).toThrow('the text was accepted');
  });
});
