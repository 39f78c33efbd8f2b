import { isJsonObject } from '../../../src/lib/json-object.ts';
import type { GeoAnswer } from '../../../src/mapping/enrich/geo-lookup.ts';
import { createUserAgentLookup } from '../../../src/mapping/enrich/user-agent.ts';
import { createRecordMapper } from '../../../src/mapping/record-mapper.ts';
import type { MappedDocument } from '../../../src/model/document.ts';
import type { SeenDocument } from './holds.ts';
import type { RuleSubject } from './rule-subject.ts';

const userAgent = createUserAgentLookup();

/** The document of a subject, in a data stream of its own namespace. */
export function documentOf({ record, place }: RuleSubject, namespace: string): MappedDocument {
  const answer: GeoAnswer = place;
  const map = createRecordMapper({ geoip: () => answer, userAgent });
  const context = { namespace, dataset: 'o365.audit', contentCreatedMs: Date.UTC(2026, 7, 1) };
  // As it comes from the API: without members that are undefined.
  const mapped = map(JSON.parse(JSON.stringify(record)), context);
  if (mapped.kind !== 'document') throw new TypeError(mapped.reason);
  return mapped.document;
}

/** A subject as a rule will see it, foretold from the text of its document. */
export function foreseen(subject: RuleSubject): SeenDocument {
  const source: unknown = JSON.parse(documentOf(subject, 'default').source);
  return { valuesOf: (field) => valuesAt(source, field.split('.')) };
}

/** The values at a path; lists on the way are looked into. */
function valuesAt(value: unknown, path: readonly string[]): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => valuesAt(item, path));
  if (isJsonObject(value)) {
    const [name, ...rest] = path;
    const members = name === undefined ? Object.values(value) : [value[name]];
    return members.flatMap((member) => valuesAt(member, rest));
  }
  return path.length > 0 || value === undefined || value === null ? [] : [String(value)];
}
