/** Gaps are told in data streams of their own, logs-m365_audit.gap-<namespace>: nobody's searches for records find them. */
export const GAP_DATASET = 'm365_audit.gap';
