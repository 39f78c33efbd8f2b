import { CLOUD_RESOURCES, type Cloud } from '../clouds.ts';

/** What the OpenID configuration of a tenant says about its cloud. */
interface CloudInstance {
  readonly cloud_instance_name: string;
  readonly tenant_region_scope: string;
  readonly tenant_region_sub_scope?: string;
}

const INSTANCES: Readonly<Record<Cloud, CloudInstance>> = {
  commercial: { cloud_instance_name: 'microsoftonline.com', tenant_region_scope: 'EU' },
  gcc: {
    cloud_instance_name: 'microsoftonline.com',
    tenant_region_scope: 'NA',
    tenant_region_sub_scope: 'GCC',
  },
  'gcc-high': {
    cloud_instance_name: 'microsoftonline.us',
    tenant_region_scope: 'USGov',
    tenant_region_sub_scope: 'DODCON',
  },
  dod: {
    cloud_instance_name: 'microsoftonline.us',
    tenant_region_scope: 'USGov',
    tenant_region_sub_scope: 'DOD',
  },
  china: { cloud_instance_name: 'partner.microsoftonline.cn', tenant_region_scope: 'AS' },
};

export function cloudInstance(cloud: Cloud): CloudInstance {
  return INSTANCES[cloud];
}

/** Whether the API of another instance of Entra is asked for: that one has login hosts of its own. */
export function isOfOtherInstance(resource: string, home: Cloud): boolean {
  const names = Object.entries(CLOUD_RESOURCES).flatMap(([cloud, known]) =>
    known === resource ? Object.entries(INSTANCES).filter(([name]) => name === cloud) : [],
  );
  return names.some(([, { cloud_instance_name: name }]) => name !== INSTANCES[home].cloud_instance_name);
}
