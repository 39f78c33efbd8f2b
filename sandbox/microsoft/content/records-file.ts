import { open } from 'node:fs/promises';
import { CodedError } from '../../../src/lib/coded-error.ts';
import { errorMessage } from '../../../src/lib/error-message.ts';
import { type ContentType, contentTypeOf } from '../content-types.ts';
import { SANDBOX_ERRORS } from '../errors.ts';
import type { RecordSupply } from './record-supply.ts';

/** One line of the file: its text as it stands there, and what is read from it to deal it. */
export interface FileRecord {
  readonly text: string;
  readonly id: string | undefined;
  readonly organizationId: string | undefined;
  readonly contentType: ContentType;
}

function stringAt(record: unknown, name: string): string | undefined {
  const found = Object.entries(record ?? {}).find(([key]) => key === name)?.[1];
  return typeof found === 'string' ? found : undefined;
}

function parseLine(text: string, file: string, number: number): FileRecord {
  try {
    const record: unknown = JSON.parse(text);
    return {
      text,
      id: stringAt(record, 'Id'),
      organizationId: stringAt(record, 'OrganizationId')?.toLowerCase(),
      contentType: contentTypeOf(record),
    };
  } catch (cause) {
    const detail = `${file}:${number} is not JSON: ${errorMessage(cause)}`;
    throw new CodedError(SANDBOX_ERRORS.badRecordsFile, detail);
  }
}

/**
 * Reads NDJSON. Every record keeps its text to the byte, so that no number or escape changes on its way.
 * @throws CodedError SANDBOX_BAD_RECORDS_FILE
 */
export async function readRecordsFile(file: string): Promise<FileRecord[]> {
  const records: FileRecord[] = [];
  try {
    await using handle = await open(file);
    let number = 0;
    for await (const line of handle.readLines()) {
      number += 1;
      const text = line.replace(/^\ufeff/, '').trim();
      if (text !== '') records.push(parseLine(text, file, number));
    }
  } catch (cause) {
    if (cause instanceof CodedError) throw cause;
    throw new CodedError(SANDBOX_ERRORS.badRecordsFile, errorMessage(cause), { cause });
  }
  return records;
}

/**
 * The records of one stream. A record belongs to the tenant that its OrganizationId names, or else to the first one.
 */
export function fileSupply(
  records: readonly FileRecord[],
  tenants: readonly string[],
  stream: { readonly tenantId: string; readonly contentType: ContentType },
): RecordSupply {
  const mine = records.filter((record) => {
    const named = tenants.find((tenant) => tenant === record.organizationId);
    return record.contentType === stream.contentType && (named ?? tenants[0]) === stream.tenantId;
  });
  return {
    count: mine.length,
    id: (index) => mine[index]?.id,
    json: (index) => mine[index]?.text ?? 'null',
  };
}
