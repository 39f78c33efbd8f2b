import { describe, expect, it } from 'vitest';
import { otherCloudError } from '../../../src/auth/find-tenant.ts';
import { readTenantFacts } from '../../../src/auth/tenant-discovery.ts';
import { tenantId } from '../../support/streams.ts';

function facts(metadata: object) {
  return readTenantFacts(
    JSON.stringify({ issuer: `https://login.example/${tenantId.toUpperCase()}/v2.0`, ...metadata }),
  );
}

describe('readTenantFacts', () => {
  it.each([
    ['microsoftonline.com', undefined, 'commercial'],
    ['microsoftonline.com', 'GCC', 'gcc'],
    ['microsoftonline.us', 'DODCON', 'gcc-high'],
    ['microsoftonline.us', undefined, 'gcc-high'],
    ['microsoftonline.us', 'DOD', 'dod'],
    ['partner.microsoftonline.cn', undefined, 'china'],
    ['somewhere.example', undefined, null],
    [undefined, 'GCC', null],
  ])('instance %s with sub-scope %s is %s', (cloud_instance_name, tenant_region_sub_scope, cloud) => {
    expect(facts({ cloud_instance_name, tenant_region_sub_scope })).toEqual({ tenantId, cloud });
  });

  it.each(['', 'null', '[]', '{"issuer": 1}', '{"issuer": "https://login.example/{tenantid}/v2.0"}'])(
    'finds no tenant in %j',
    (body) => {
      expect(readTenantFacts(body)).toBeNull();
    },
  );
});

describe('otherCloudError', () => {
  it('names the cloud to set, and is nothing where the cloud fits or is unknown', () => {
    expect(otherCloudError('commercial', { tenantId, cloud: 'gcc-high' })?.message).toContain(
      'this tenant lives in gcc-high: set cloud: gcc-high',
    );
    expect(otherCloudError('gcc', { tenantId, cloud: 'gcc' })).toBeNull();
    expect(otherCloudError('gcc', { tenantId, cloud: null })).toBeNull();
  });
});
