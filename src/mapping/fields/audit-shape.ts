import { type Shape, shapeTree } from '../audit/shape.ts';
import { AUDIT_COLLABORATION_FIELDS } from './audit-collaboration-fields.ts';
import { AUDIT_COMMON_FIELDS } from './audit-common-fields.ts';
import { AUDIT_ENTRA_FIELDS } from './audit-entra-fields.ts';
import { AUDIT_EXCHANGE_FIELDS } from './audit-exchange-fields.ts';
import { AUDIT_INFORMATION_FIELDS } from './audit-information-fields.ts';
import { AUDIT_OTHER_FIELDS } from './audit-other-fields.ts';
import { AUDIT_SECURITY_FIELDS } from './audit-security-fields.ts';
import type { FieldRow } from './field-row.ts';

/** Every declared field below o365.audit. */
export const AUDIT_FIELDS: readonly FieldRow[] = [
  ...AUDIT_COMMON_FIELDS,
  ...AUDIT_EXCHANGE_FIELDS,
  ...AUDIT_ENTRA_FIELDS,
  ...AUDIT_COLLABORATION_FIELDS,
  ...AUDIT_SECURITY_FIELDS,
  ...AUDIT_INFORMATION_FIELDS,
  ...AUDIT_OTHER_FIELDS,
];

/** The shape of o365.audit as the field tables declare it. */
export function auditShape(): Shape {
  return shapeTree(AUDIT_FIELDS);
}
