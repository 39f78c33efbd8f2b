/** The clouds of Microsoft 365: the resource that a token must be meant for (Management Activity API reference). */
export const CLOUD_RESOURCES = {
  commercial: 'https://manage.office.com',
  gcc: 'https://manage-gcc.office.com',
  'gcc-high': 'https://manage.office365.us',
  dod: 'https://manage.protection.apps.mil',
  china: 'https://manage.office365.cn',
} as const;

export type Cloud = keyof typeof CLOUD_RESOURCES;

export const CLOUD_NAMES: readonly Cloud[] = ['commercial', 'gcc', 'gcc-high', 'dod', 'china'];

/** True for the resource of any cloud; Entra then issues a token, which only the right cloud's API accepts. */
export function isManagementResource(resource: string): boolean {
  return CLOUD_NAMES.some((cloud) => CLOUD_RESOURCES[cloud] === resource);
}
