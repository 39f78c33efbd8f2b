/** What a collector must know about a running sandbox. */
export interface CollectorTarget {
  readonly url: string;
  readonly caFile: string;
  readonly tenants: readonly string[];
  readonly cloud: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly contentTypes: readonly string[];
}

function tenantLines(target: CollectorTarget, id: string): string[] {
  return [
    `  - id: ${id}`,
    `    cloud: ${target.cloud}`,
    '    endpoints:',
    `      login: ${target.url}`,
    `      management: ${target.url}`,
    '    auth:',
    '      method: client_secret',
    `      client_id: ${target.clientId}`,
    `      client_secret: ${JSON.stringify(target.clientSecret)}`,
    `    content_types: [${target.contentTypes.join(', ')}]`,
  ];
}

/** A config.yaml with which m365-audit collects from the sandbox into files. */
export function collectorConfig(target: CollectorTarget): string {
  return [
    '# m365-audit against the sandbox. The credentials are those of the sandbox and open nothing else.',
    'tenants:',
    ...target.tenants.flatMap((id) => tenantLines(target, id)),
    'tls:',
    `  ca_file: ${JSON.stringify(target.caFile)}`,
    'output:',
    '  file:',
    '    path: ./out',
    'checkpoint:',
    '  path: ./state/checkpoint.db',
    '',
  ].join('\n');
}
