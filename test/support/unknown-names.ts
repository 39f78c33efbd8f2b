/** Known members, in which unknown names appear too. */
const PARENTS = ['Item', 'Data', 'AppAccessContext', 'SharePointMetaData', 'EndpointMetaData', 'NewObject'];
const RECORD_TYPES = [1, 2, 3, 6, 8, 11, 15, 18, 25, 28, 50, 63, 64, 261, 9_999];

/** The record of that number: sane, with names that no other record has, on every level where names are open. */
export function recordWithUnknownNames(number: number): Readonly<Record<string, unknown>> {
  const name = `Unknown${number}`;
  const parent = PARENTS[number % PARENTS.length] ?? 'Item';
  return {
    Id: `id-${number}`,
    CreationTime: '2026-08-01T09:14:07',
    RecordType: RECORD_TYPES[number % RECORD_TYPES.length],
    [name]: number % 2 === 0 ? `value ${number}` : { [`${name}.a.b`]: number, [name]: [true, null] },
    [parent]: { [name]: { [name]: number } },
    Parameters: [{ Name: `${name} P`, Value: 'x' }],
    ExtendedProperties: [{ Name: 'additionalDetails', Value: JSON.stringify({ [name]: 1 }) }],
    ModifiedProperties: [{ Name: `${name}.M`, NewValue: 'y', OldValue: 'z' }],
  };
}
