import { type RoleBody, setupRole, writerRole } from '../../src/output/elasticsearch/roles.ts';
import type { Generator } from './generator.ts';
import { generatedNotice, markdownTable } from './markdown.ts';

const dataset = 'o365.audit';

/** docs/least-privilege.md: what each part needs in Entra, in Elasticsearch and on the machine, and nothing more. */
export const leastPrivilegePage: Generator = {
  file: 'docs/least-privilege.md',
  generate: () => `${generatedNotice}

# Least privilege

What m365-audit needs, for each thing that it does. A test runs it against Elasticsearch with exactly these roles, and takes
each privilege away once to see \`m365-audit check\` name it.

## Microsoft 365

An app registration with permissions of "Office 365 Management APIs". Nothing else: no permission of Microsoft Graph, no
directory role, no permission to write.

${markdownTable(['for', 'permission', 'without it'], entra)}

Application permissions (\`client_secret\`, \`certificate\`, managed and workload identities) need admin consent. With a person who
signs in they are delegated permissions of the same names, and the person needs a role that may read the audit log.
Switching auditing on is an administrator's task in Exchange Online or Purview; m365-audit never does it.

## Elasticsearch: writing

Enough for \`run\`, \`replay\` and \`check\` with \`output.elasticsearch.setup: false\`:

${json('m365_audit_writer', writerRole(dataset))}

${markdownTable(['privilege', 'what for'], writing)}

## Elasticsearch: setup

Enough for \`m365-audit setup\`. Run it once for each release with these credentials; with
\`output.elasticsearch.setup: true\`, the default, the daemon does it at each start and needs both roles.

${json('m365_audit_setup', setupRole())}

${markdownTable(['privilege', 'what for'], setup)}

With another \`output.elasticsearch.data_stream.dataset\` the first name pattern changes with it:
\`m365-audit setup --roles\` prints both roles for the configuration at hand. An API key gets the same privileges in its
\`role_descriptors\`:

\`\`\`
POST /_security/api_key
${JSON.stringify({ name: 'm365-audit', role_descriptors: { m365_audit_writer: writerRole(dataset) } }, null, 2)}
\`\`\`

At the end of \`run --once\` the data streams are refreshed if the credentials may (\`maintenance\`); nothing depends on it.

## The machine

- No root, no capability, no open port: \`http.listen\` is on loopback unless configured otherwise.
- Writing to the folder of \`checkpoint.path\` (and of \`output.file.path\`); reading the configuration and the files that it names.
- Outgoing connections: see [network.md](network.md).
`,
};

const entra = [
  [
    'Audit.AzureActiveDirectory, Audit.Exchange, Audit.SharePoint, Audit.General',
    '`ActivityFeed.Read`',
    'nothing is collected: `CHECK_READ_PERMISSION_MISSING`',
  ],
  [
    'DLP.All',
    '`ActivityFeed.Read` and `ActivityFeed.ReadDlp`',
    'the other content types are collected: `CHECK_DLP_PERMISSION_MISSING`',
  ],
  ['`ServiceHealth.Read`, `ActivityReports.Read`', 'not needed', ''],
];

const writing = [
  ['`create_doc`', 'add documents; it can neither change nor overwrite one'],
  ['`auto_configure`', 'create the data streams by writing to them'],
  [
    '`read`, `view_index_metadata`',
    'see after a rollover that a record stands in an earlier backing index already',
  ],
  ['`delete`', 'remove the second copy that a rollover in the middle of a write leaves'],
  ['`monitor` (cluster)', 'see the version of the cluster, for `check`'],
  ['`read_pipeline` (cluster)', 'see whether the ingest pipeline is there'],
];

const setup = [
  ['`monitor`', 'see the version of the cluster and what it can do'],
  ['`manage_index_templates`', 'install component and index templates, and simulate them'],
  ['`manage_ingest_pipelines`', 'install the ingest pipeline, and simulate it'],
  ['`read_ilm`', 'see whether the lifecycle policy exists that the template names'],
];

function json(name: string, role: RoleBody): string {
  return `\`\`\`\nPUT /_security/role/${name}\n${JSON.stringify(role, null, 2)}\n\`\`\``;
}
