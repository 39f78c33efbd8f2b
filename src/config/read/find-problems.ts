import type { ValueType } from '../types/value-type.ts';
import { findCredentialConflicts } from './credential-conflicts.ts';
import { explainViolation } from './explain-violation.ts';
import { findLoneKeys } from './lone-keys.ts';
import type { Finding } from './problem.ts';
import { findRepeatedStreams } from './repeated-streams.ts';
import type { WithFiles } from './secret-files.ts';
import type { Substituted } from './substitute.ts';
import type { Validator } from './validate.ts';
import { toPointer, valueAtPath } from './value-path.ts';

/** Everything that is wrong with the data. What was wrong before validation comes first: it is the cause of what follows. */
export function findProblems(
  schema: ValueType<unknown>,
  violations: Validator,
  substituted: Substituted,
  files: WithFiles,
): readonly Finding[] {
  const earlier = [...substituted.findings, ...files.findings];
  const subject = { schema, data: files.data, variables: substituted.variables };
  const later = [
    ...violations(files.data).flatMap((violation) => explainViolation(violation, subject)),
    ...findRepeatedStreams(files.data),
    ...findCredentialConflicts(files.data),
    ...findLoneKeys(files.data),
  ].map((finding) => ({ ...finding, path: files.fileKeys.get(toPointer(finding.path)) ?? finding.path }));
  const meant = new Set(later.flatMap((finding) => meantPointer(finding, files.data)));
  return [...earlier, ...later.filter((finding) => !meant.has(toPointer(finding.path)))];
}

/** A misspelt key explains why the key that was meant is missing; one message is enough. */
function meantPointer(finding: Finding, data: unknown): readonly string[] {
  if (finding.atKey !== true || finding.nearest === undefined) return [];
  const meant = [...finding.path.slice(0, -1), finding.nearest.replace(/_file$/, '')];
  return valueAtPath(data, meant) === undefined ? [toPointer(meant)] : [];
}
