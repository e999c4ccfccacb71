import { defaultDeadlineMs, type Rule } from './rule.ts';

const severity = { deny: 0, escalate: 1, ask: 2, allow: 3 } as const;

/**
 * Compare two rules that both apply: the one that decides comes first, whatever their order.
 *
 * Deny, escalate, ask, allow. Between equal verdicts the stricter question: no self-approval, then the shorter time to
 * answer. Then the rule with more conditions, as it is meant more closely; then the first by name.
 */
export function strictestFirst(a: Rule, b: Rule): number {
  return (
    severity[a.then] - severity[b.then] ||
    Number(a.selfApproval !== false) - Number(b.selfApproval !== false) ||
    (a.deadlineMs ?? defaultDeadlineMs) - (b.deadlineMs ?? defaultDeadlineMs) ||
    Object.keys(b.when).length - Object.keys(a.when).length ||
    (a.name < b.name ? -1 : 1)
  );
}

/** Whether a text is a verdict that a rule may give. */
export function isRuleVerdict(text: string): text is Rule['then'] {
  return Object.hasOwn(severity, text);
}
