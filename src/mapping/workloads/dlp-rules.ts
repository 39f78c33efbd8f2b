import type { Draft } from '../draft.ts';
import { type JsonObject, objectsOf } from '../parse/json-value.ts';
import { textOf, textsOf } from '../parse/text.ts';
import { severityOf } from '../severity.ts';

/** A rule of a policy that matched. */
export interface MatchedRule {
  readonly id: string | undefined;
  readonly name: string | undefined;
  /** As in event.severity; 0 for none. */
  readonly severity: number;
  readonly blocks: boolean;
}

/** Policies that the record names beside its list of them. */
export interface NamedPolicies {
  readonly ids: readonly string[];
  readonly names: readonly string[];
}

const NONE: NamedPolicies = { ids: [], names: [] };

/**
 * rule.id, rule.name and event.severity of the policies that matched: lists of {PolicyId, PolicyName, Rules}, or one object of
 * them with the rule beside the policy (devices). Returns the rules.
 */
export function mapRules(
  draft: Draft,
  policyDetails: readonly unknown[],
  first = NONE,
): readonly MatchedRule[] {
  const rules: MatchedRule[] = [];
  for (const details of policyDetails) {
    for (const policy of objectsOf(details)) {
      for (const rule of rulesOf(policy)) rules.push(readRule(rule));
    }
  }
  const ids = [...first.ids];
  const names = [...first.names];
  for (const { id, name } of rules) {
    if (id === undefined || name === undefined) continue;
    ids.push(id);
    names.push(name);
  }
  if (ids.length > 0 || names.length > 0) {
    draft.document.rule = {
      ...(ids.length > 0 ? { id: ids } : {}),
      ...(names.length > 0 ? { name: names } : {}),
    };
  }
  const severity = rules.reduce((highest, rule) => Math.max(highest, rule.severity), 0);
  if (severity > 0) draft.document.event.severity = severity;
  return rules;
}

function rulesOf(policy: JsonObject): readonly JsonObject[] {
  if (policy.Rules !== undefined) return objectsOf(policy.Rules);
  return policy.RuleId === undefined ? [] : [policy];
}

function readRule(rule: JsonObject): MatchedRule {
  return {
    id: textOf(rule.RuleId),
    name: textOf(rule.RuleName),
    severity: severityOf(textOf(rule.Severity)) ?? 0,
    blocks: textsOf(rule.Actions).some((action) => action.toLowerCase() === 'blockaccess'),
  };
}
