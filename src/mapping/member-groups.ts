/**
 * Members that a step looks for, as far as most records have none of them: then it need not look. What a step reads of the record
 * and what is listed here for it must agree; a test compares the two.
 */
export const MEMBER_GROUPS = {
  addresses: {
    bit: 1,
    names: ['ClientIPAddress', 'ClientIP', 'ActorIpAddress', 'UserIp', 'UserIP', 'ActorIP'],
  },
  /** They tell which sensitive information was found in a document or message. */
  detectedValues: {
    bit: 2,
    names: [
      'PolicyDetails',
      'EndpointMetaData',
      'SensitiveInfoTypeData',
      'ClassificationInfo',
      'PreviousClassificationInfo',
    ],
  },
  file: {
    bit: 4,
    names: [
      'FileExtension',
      'FilePath',
      'TargetFilePath',
      'FileSizeBytes',
      'FileSize',
      'Sha1',
      'Sha256',
      'Application',
      'OriginatingDomain',
    ],
  },
  mail: {
    bit: 8,
    names: [
      'Item',
      'InternetMessageId',
      'NetworkMessageId',
      'Subject',
      'P1Sender',
      'P2Sender',
      'Recipients',
      'Directionality',
      'SenderIp',
      'SenderIP',
    ],
  },
  origin: {
    bit: 16,
    names: [
      'AppAccessContext',
      'ExtendedProperties',
      'ClientInfoString',
      'ActorInfoString',
      'DeviceName',
      'Platform',
      'ApplicationDisplayName',
    ],
  },
  rareLists: {
    bit: 32,
    names: ['AlertLinks', 'Actions', 'Sender', 'Message'],
  },
} as const satisfies Readonly<Record<string, { readonly bit: number; readonly names: readonly string[] }>>;

export type MemberGroup = keyof typeof MEMBER_GROUPS;

/** Member name -> the bits of the groups that it is in. */
export function groupBitsByMember(): ReadonlyMap<string, number> {
  const bits = new Map<string, number>();
  for (const { bit, names } of Object.values(MEMBER_GROUPS)) {
    for (const name of names) bits.set(name, (bits.get(name) ?? 0) | bit);
  }
  return bits;
}
