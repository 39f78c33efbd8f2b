import { guidFor } from '../guid.ts';
import { createRandom } from '../random.ts';

/** Somebody who works in the invented organisation. */
export interface Person {
  readonly name: string;
  readonly upn: string;
  readonly objectId: string;
  readonly puid: string;
  readonly sid: string;
  readonly mailboxGuid: string;
}

/** The invented organisation that a tenant's records tell of. */
export interface Cast {
  readonly tenantId: string;
  /** The tenant's first name, such as contoso. */
  readonly name: string;
  readonly domain: string;
  readonly people: readonly Person[];
  readonly admin: Person;
}

const NAMES = [
  'Alice Archer',
  'Bruno Keller',
  'Chioma Okafor',
  'Daniel Lindqvist',
  'Elena Petrova',
  'Farid Haddad',
  'Grace Nakamura',
  'Henrik Solberg',
  'Ines Almeida',
  'Jakub Nowak',
  'Keira Walsh',
  'Luca Moretti',
] as const;

const ORGANISATIONS = ['contoso', 'fabrikam', 'northwind', 'tailspin'] as const;

function person(tenantId: string, domain: string, name: string): Person {
  const random = createRandom(`person|${tenantId}|${name}`);
  return {
    name,
    upn: `${name.toLowerCase().replace(' ', '.')}@${domain}`,
    objectId: random.guid(),
    puid: `1003${random.hex(12).toUpperCase()}`,
    sid: `S-1-5-21-${random.int(2 ** 31)}-${random.int(2 ** 31)}-${random.int(2 ** 31)}-${1000 + random.int(9000)}`,
    mailboxGuid: guidFor(`mailbox|${tenantId}|${name}`),
  };
}

/** The people of a tenant: always the same for the same tenant id. */
export function castFor(tenantId: string): Cast {
  const name = createRandom(`firm|${tenantId}`).pick(ORGANISATIONS);
  const domain = `${name}.onmicrosoft.com`;
  const admin = person(tenantId, domain, 'Admin Adams');
  const people = NAMES.map((each) => person(tenantId, domain, each));
  return { tenantId, name, domain, people, admin };
}
