import { markdownTable } from './markdown.ts';
import type { SchemaRow } from './schema-rows.ts';

/** What holds for the whole file, before the keys. */
export function configurationIntro(secrets: readonly SchemaRow[]): string {
  return `# Configuration

One YAML file holds the whole configuration. \`--config FILE\` names it; otherwise \`$M365_AUDIT_CONFIG\` does, and last
\`config.yaml\` in the working directory. [config.example.yaml](../config.example.yaml) has every key with its default.

The file is checked as a whole before anything starts. An unknown key, a wrong value or an unset variable stops the
daemon with exit code 2, and every problem is printed at once with its line:

\`\`\`text
config.yaml:8:1 poling: expected a known key (tenants, polling, …), found the unknown key "poling"; did you mean "polling"?
\`\`\`

\`m365-audit check --offline\` does the same check and nothing else.

## Smallest file

\`\`\`yaml
tenants:
  - id: 11111111-2222-3333-4444-555555555555
    auth:
      method: client_secret
      client_id: aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee
      client_secret: \${M365_CLIENT_SECRET}
output:
  elasticsearch:
    nodes: [https://localhost:9200]
    auth:
      api_key: \${ES_API_KEY}
\`\`\`

## Values

**Durations** are a whole number and a unit: \`500ms\`, \`30s\`, \`5m\`, \`24h\`, \`7d\`.

**Sizes** are a whole number and a unit: \`64KiB\`, \`5MiB\`, \`1GiB\` count in 1024, \`64KB\`, \`5MB\`, \`1GB\` in 1000,
\`512B\` are bytes.

**Paths** that are relative start at the folder of the configuration file, wherever the daemon is started.

**Environment variables**: \`\${NAME}\` in a value stands for the variable \`NAME\`; unset, it is an error.
\`\${NAME:-default}\` stands for \`default\` where the variable is unset or empty. \`$\${\` stands for the two characters
\`\${\`. Variables are put in after the file is parsed, so that nothing in them can change its structure; where a number or
a boolean is due, the text becomes one. Inside \`{ }\` and \`[ ]\`, YAML needs quotes: \`{ api_key: "\${ES_API_KEY}" }\`.

**A key without a value** counts as absent, so all keys of a section may be commented out. YAML anchors and aliases work.

## Secrets and certificates

A secret or a certificate can stand in the file, come from a variable, or come from a file of its own: write \`_file\`
behind the key and a path as its value. A byte order mark at the beginning and one newline at the end of such a file are
dropped, as is one newline at the end of such a variable. Only one of the two keys may be given. No message and no log line ever shows a secret.

${markdownTable(['Key', 'Or'], secrets.map(secretCells))}`;
}

function secretCells({ path, name, key }: SchemaRow): readonly string[] {
  return [`\`${path}\``, `\`${name}_file: ${key.fileExample ?? './secret'}\``];
}
