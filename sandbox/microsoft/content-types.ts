/** The five content types of the Management Activity API, as it spells them. */
export const CONTENT_TYPES = [
  'Audit.AzureActiveDirectory',
  'Audit.Exchange',
  'Audit.SharePoint',
  'Audit.General',
  'DLP.All',
] as const;

export type ContentType = (typeof CONTENT_TYPES)[number];

/** Record types that the service files under DLP.All, whatever their workload. */
const DLP_RECORD_TYPES: ReadonlySet<unknown> = new Set([11, 13, 33, 63, 107]);

const BY_WORKLOAD: ReadonlyMap<unknown, ContentType> = new Map<unknown, ContentType>([
  ['AzureActiveDirectory', 'Audit.AzureActiveDirectory'],
  ['Exchange', 'Audit.Exchange'],
  ['SharePoint', 'Audit.SharePoint'],
  ['OneDrive', 'Audit.SharePoint'],
]);

/** The canonical spelling of a content type; the service accepts any case. Undefined when there is no such type. */
export function findContentType(name: string): ContentType | undefined {
  const wanted = name.toLowerCase();
  return CONTENT_TYPES.find((type) => type.toLowerCase() === wanted);
}

/** The content type under which the service would list this record. Anything unknown is Audit.General. */
export function contentTypeOf(record: unknown): ContentType {
  if (typeof record !== 'object' || record === null) return 'Audit.General';
  if ('RecordType' in record && DLP_RECORD_TYPES.has(record.RecordType)) return 'DLP.All';
  const workload = 'Workload' in record ? record.Workload : undefined;
  return BY_WORKLOAD.get(workload) ?? 'Audit.General';
}
