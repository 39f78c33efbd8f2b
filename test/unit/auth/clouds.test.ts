import { describe, expect, it } from 'vitest';
import { resolveCloud } from '../../../src/auth/clouds.ts';

describe('resolveCloud', () => {
  it.each([
    ['commercial', 'login.microsoftonline.com', 'manage.office.com', 'graph.microsoft.com'],
    ['gcc', 'login.microsoftonline.com', 'manage-gcc.office.com', 'graph.microsoft.com'],
    ['gcc-high', 'login.microsoftonline.us', 'manage.office365.us', 'graph.microsoft.us'],
    ['dod', 'login.microsoftonline.us', 'manage.protection.apps.mil', 'dod-graph.microsoft.us'],
    ['china', 'login.partner.microsoftonline.cn', 'manage.office365.cn', 'microsoftgraph.chinacloudapi.cn'],
  ] as const)('%s has its own hosts and audience', (cloud, login, management, graph) => {
    expect(resolveCloud(cloud)).toEqual({
      loginUrl: `https://${login}`,
      managementUrl: `https://${management}`,
      cloudManagementUrl: `https://${management}`,
      graphUrl: `https://${graph}`,
      managementAudience: `https://${management}`,
    });
  });

  it('replaces hosts, never the audience', () => {
    const overrides = { login: 'https://localhost:8443/', management: 'https://localhost:8444' };

    expect(resolveCloud('gcc', overrides)).toEqual({
      loginUrl: 'https://localhost:8443',
      managementUrl: 'https://localhost:8444',
      cloudManagementUrl: 'https://manage-gcc.office.com',
      graphUrl: 'https://graph.microsoft.com',
      managementAudience: 'https://manage-gcc.office.com',
    });
  });
});
