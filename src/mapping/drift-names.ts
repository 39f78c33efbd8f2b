/** One word, as schemas have them. With dots, colons or hyphens it may be the name of a host, or an address. */
const PLAIN_NAME = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;
const GUID = /[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}/i;
const MAX_DIGITS = 12;

/** What is said in the place of a name that could itself be data. */
const ANY = '*';

/** Members that hold names and values as somebody chose them: what is new there is no news of the schema. */
const FREE_NAMES = new Set([
  'AdditionalData',
  'AdditionalInfo',
  'Data',
  'DeviceProperties',
  'ExtendedProperties',
  'ExtraProperties',
  'ModifiedProperties',
  'NonPIIParameters',
  'OperationProperties',
  'Parameters',
]);

/**
 * Whether a name can be a term of a schema. What a tenant or its users chose (addresses, hosts, identifiers, long numbers) is
 * personal data at times, also where it stands as a name.
 */
function isSchemaName(name: string): boolean {
  return PLAIN_NAME.test(name) && !hasManyDigits(name) && !GUID.test(name);
}

/** The name when it can be a term of a schema, otherwise `*`. */
export function schemaName(name: string): string {
  return isSchemaName(name) ? name : ANY;
}

/** Path of an undeclared member; `PARENT.*` when its name may be data. An empty parent is the record. */
export function undeclaredPath(parent: string, name: string): string {
  const told = isSchemaName(name) && !hasFreeNames(parent) ? name : ANY;
  return parent === '' ? told : `${parent}.${told}`;
}

function hasFreeNames(path: string): boolean {
  return path.split('.').some((name) => FREE_NAMES.has(name));
}

function hasManyDigits(name: string): boolean {
  let digits = 0;
  for (let index = 0; index < name.length; index++) {
    const code = name.charCodeAt(index);
    if (code >= 0x30 && code <= 0x39) digits += 1;
  }
  return digits > MAX_DIGITS;
}
