import { describe, expect, it } from 'vitest';
import { MINIMAL, parse, TENANT_ID } from './config-text.ts';

describe('parseConfig', () => {
  it('fills every default', () => {
    expect(parse(MINIMAL)).toEqual({
      tenants: [
        {
          id: TENANT_ID,
          cloud: 'commercial',
          endpoints: {},
          auth: {
            method: 'client_secret',
            client_id: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
            client_secret: { text: 's3cret-inline', file: undefined },
          },
          content_types: [
            'Audit.AzureActiveDirectory',
            'Audit.Exchange',
            'Audit.SharePoint',
            'Audit.General',
            'DLP.All',
          ],
          data_stream_namespace: 'default',
        },
      ],
      polling: { interval: 60_000, lookback: 7 * 86_400_000, window: 86_400_000 },
      fetch: { concurrency: 16, requests_per_minute: 2000, timeout: 60_000, memory_limit: 128 * 1024 ** 2 },
      filters: {
        include: { content_types: [], record_types: [], workloads: [], operations: [], users: [] },
        exclude: { content_types: [], record_types: [], workloads: [], operations: [], users: [] },
      },
      enrich: { geoip: { databases: [] }, user_agent: true },
      documents: { original_event: false },
      tls: { insecure_skip_verify: [] },
      proxy: { http: null, https: null, except: [] },
      output: { file: { path: '/etc/m365/out', max_file_size: 256 * 1024 ** 2 } },
      checkpoint: { path: '/etc/m365/state/checkpoint.db', dead_letter_limit: 1024 ** 3 },
      http: { listen: { host: '127.0.0.1', port: 9480 } },
      log: { level: 'info' },
    });
  });

  it('fills the defaults of the Elasticsearch output', () => {
    const text = MINIMAL.replace(
      /output:[\s\S]*/,
      'output: { elasticsearch: { nodes: ["http://localhost:9200/"] } }',
    );
    expect(parse(text).output).toEqual({
      elasticsearch: {
        nodes: ['http://localhost:9200'],
        data_stream: { dataset: 'o365.audit' },
        pipeline: 'm365-audit',
        setup: true,
        tls: {},
        bulk: { max_bytes: 5 * 1024 ** 2, max_actions: 2000, max_wait: 2000, concurrency: 2 },
      },
    });
  });

  it('reads units, switches and none', () => {
    const text = `tenants: [{ id: ${TENANT_ID}, auth: { method: client_secret, client_id: ${TENANT_ID}, client_secret: x } }]
polling: { interval: 90s, lookback: 36h }
enrich: { geoip: false }
http: false
filters: { exclude: { record_types: [15, ExchangeItem] } }
output:
  elasticsearch:
    nodes: [https://es.example:9200/prefix/]
    auth: { username: u, password: p }
    pipeline: none
    bulk: { max_bytes: 1MB, max_wait: 500ms }
`;
    const config = parse(text);
    expect(config.polling).toEqual({ interval: 90_000, lookback: 129_600_000, window: 86_400_000 });
    expect([config.http, config.enrich.geoip]).toEqual([false, false]);
    expect(config.filters.exclude.record_types).toEqual([15, 'ExchangeItem']);
    expect(config.output).toMatchObject({
      elasticsearch: {
        nodes: ['https://es.example:9200/prefix'],
        auth: { username: 'u', password: 'p' },
        pipeline: null,
        bulk: { max_bytes: 1_000_000, max_wait: 500, max_actions: 2000 },
      },
    });
  });

  it('reads content types in any case and tenant ids in lower case', () => {
    const text = MINIMAL.replace(TENANT_ID, 'ABCDEF00-2222-3333-4444-555555555555').replace(
      'output:',
      '    content_types: [dlp.all, AUDIT.SHAREPOINT]\noutput:',
    );
    const [tenant] = parse(text).tenants;
    expect(tenant?.id).toBe('abcdef00-2222-3333-4444-555555555555');
    expect(tenant?.content_types).toEqual(['DLP.All', 'Audit.SharePoint']);
  });

  it('starts relative paths at the folder of the file and keeps absolute ones', () => {
    const text = `${MINIMAL}checkpoint: { path: /var/lib/ledger.db }\nenrich: { geoip: { databases: [../city.mmdb] } }\n`;
    const config = parse(text);
    expect(config.checkpoint.path).toBe('/var/lib/ledger.db');
    expect(config.enrich.geoip).toEqual({ databases: ['/etc/city.mmdb'] });
  });

  it('takes limits themselves', () => {
    const text = `${MINIMAL}polling: { interval: 1s, lookback: 7d, window: 1m }\nfetch: { memory_limit: 1MiB }\n`;
    expect(parse(text).polling).toEqual({ interval: 1000, lookback: 604_800_000, window: 60_000 });
  });

  it('counts a key without a value as absent', () => {
    const text = `${MINIMAL}polling:\nfetch:\n  # concurrency: 4\nlog:\n  level:\n`;
    expect(parse(text)).toEqual(parse(MINIMAL));
  });

  it('takes anchors and aliases, and a byte order mark', () => {
    const second = `  - id: 99999999-2222-3333-4444-555555555555\n    auth: *auth\noutput:`;
    const text = MINIMAL.replace('auth: {', 'auth: &auth {').replace('output:', second);
    const config = parse(`\uFEFF${text}`);
    expect(config.tenants[1]?.auth).toEqual(config.tenants[0]?.auth);
  });

  it('lets two entries share a tenant when their content types differ', () => {
    const entry = (types: string, namespace: string) =>
      MINIMAL.slice('tenants:\n'.length).replace(
        /output:[\s\S]*/,
        `    content_types: [${types}]\n    data_stream_namespace: ${namespace}\n`,
      );
    const text = `tenants:\n${entry('DLP.All', 'dlp')}${entry('Audit.General', 'rest')}output: { file: { path: o } }\n`;
    expect(parse(text).tenants.map((tenant) => tenant.data_stream_namespace)).toEqual(['dlp', 'rest']);
  });

  it('freezes everything', () => {
    const config = parse(MINIMAL);
    const frozen = (value: unknown): boolean =>
      typeof value !== 'object' ||
      value === null ||
      (Object.isFrozen(value) && Object.values(value).every(frozen));
    expect(frozen(config)).toBe(true);
  });
});
