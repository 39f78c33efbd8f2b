import type { Random } from '../random.ts';
import type { Cast } from './cast.ts';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** An audit record before it becomes JSON; undefined fields are left out. */
export type AuditRecord = Readonly<Record<string, Json | undefined>>;

/** What a generator makes a record from. */
export interface RecordContext {
  readonly random: Random;
  /** The record's Id. */
  readonly id: string;
  /** When the event took place, epoch milliseconds. */
  readonly eventMs: number;
  readonly cast: Cast;
}

/** Makes one record of one kind. */
export type RecordGenerator = (context: RecordContext) => AuditRecord;

/** The fields that every record has (Management Activity API schema, common schema). */
export interface Envelope {
  readonly recordType: number;
  readonly operation: string;
  readonly workload: string;
  readonly userId: string;
  readonly userKey: string;
  readonly userType: number;
}

/** The service's times: UTC, whole seconds, no zone. */
export function auditTime(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19);
}

/** A record of the common schema, with the fields of its own kind behind it. */
export function auditRecord(context: RecordContext, envelope: Envelope, own: AuditRecord): AuditRecord {
  return {
    CreationTime: auditTime(context.eventMs),
    Id: context.id,
    Operation: envelope.operation,
    OrganizationId: context.cast.tenantId,
    RecordType: envelope.recordType,
    UserKey: envelope.userKey,
    UserType: envelope.userType,
    Version: 1,
    Workload: envelope.workload,
    UserId: envelope.userId,
    ...own,
  };
}

/** `[{Name, Value}]`, the shape of most lists in audit records. */
export function nameValues(pairs: Readonly<Record<string, string>>): Json {
  return Object.entries(pairs).map(([Name, Value]) => ({ Name, Value }));
}
