/** What a client must not do, by name. None of it is refused; all of it is counted. */
export const VIOLATION_RULES = {
  'publisher-missing': 'a request without PublisherIdentifier; every operation wants it, also a contentUri',
  'start-too-soon': 'a subscription was started again within the start rule (15 minutes)',
  'retry-after-ignored': 'the same thing was asked again before Retry-After was over',
  'token-elsewhere': 'an access token was sent to a host that is not the API',
} as const;

export type ViolationRule = keyof typeof VIOLATION_RULES;

export interface Violation {
  readonly rule: ViolationRule;
  readonly count: number;
  /** Method and path of the first request that broke the rule. */
  readonly first: string;
}

/** Counts broken rules. */
export class ViolationLog {
  readonly #broken = new Map<ViolationRule, Violation>();

  add(rule: ViolationRule, request: { readonly method: string; readonly path: string }): void {
    const known = this.#broken.get(rule);
    const first = known?.first ?? `${request.method} ${request.path}`;
    this.#broken.set(rule, { rule, count: (known?.count ?? 0) + 1, first });
  }

  all(): readonly Violation[] {
    return [...this.#broken.values()];
  }
}
