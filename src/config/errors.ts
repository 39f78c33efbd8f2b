import type { ErrorRow } from '../lib/coded-error.ts';

export const configErrors = {
  unreadable: {
    code: 'CONFIG_UNREADABLE',
    meaning: 'The configuration file cannot be read',
    remedy:
      'Name the file with --config or M365_AUDIT_CONFIG, and let the user of the daemon read it. config.example.yaml is a file to start from.',
  },
  empty: {
    code: 'CONFIG_EMPTY',
    meaning: 'The configuration file is empty',
    remedy: 'Start from config.example.yaml: a tenant and an output are all it needs.',
  },
  syntax: {
    code: 'CONFIG_SYNTAX',
    meaning: 'The configuration file is not YAML',
    remedy: 'Correct the places named in the message, then run `check --offline`.',
  },
  invalid: {
    code: 'CONFIG_INVALID',
    meaning: 'The configuration file is not valid',
    remedy: 'Correct the places named in the message; docs/configuration.md describes every key.',
  },
  folderUnreadable: {
    code: 'CONFIG_TENANTS_DIR_UNREADABLE',
    meaning: 'The folder of tenants_dir cannot be read',
    remedy:
      'Make the folder and let the user of the daemon read it. While it cannot be read, tenants that are collected already go on.',
  },
  noTenants: {
    code: 'CONFIG_NO_TENANTS',
    meaning:
      'There is no tenant to collect: tenants_dir has no file of one that can be used, and there is no list',
    remedy:
      'Put a file for each tenant into that folder, its name ending in .yaml or .yml; a daemon that runs takes it up. Where the files should be there, look whether the folder is mounted.',
  },
  tenantRepeated: {
    code: 'CONFIG_TENANT_REPEATED',
    meaning: 'A file of tenants_dir names a content type of a tenant that is collected already',
    remedy: 'Keep each content type of a tenant in one place; the place that was there first stays in use.',
  },
  proxyVariable: {
    code: 'CONFIG_PROXY_VARIABLE',
    meaning: 'An environment variable that shall name a proxy does not',
    remedy:
      'Write it as http://proxy.example.com:3128, with user:password@ before the host if the proxy wants them, special characters percent-encoded. Or set proxy: in the configuration; proxy: false leaves the variables aside.',
  },
} as const satisfies Record<string, ErrorRow>;
