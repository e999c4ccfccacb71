import { usdToNanoUsd } from '../core/budget/money.ts';
import type { Rule, RuleCondition } from '../core/guard/rule.ts';
import { parseDuration } from '../core/values/duration.ts';
import { given } from '../core/values/given.ts';
import type { RuleConditionDefinition, RuleDefinition } from './agent.ts';

/** Turn checked rule definitions into the guard's data. */
export function agentRules(rules: readonly RuleDefinition[] = []): Rule[] {
  return rules.map(({ name, when, then, approvers, deadline, selfApproval }) => ({
    name,
    when: condition(when),
    then,
    ...given({ approvers, selfApproval }),
    ...(deadline !== undefined && { deadlineMs: parseDuration(deadline) }),
  }));
}

function condition(when: RuleConditionDefinition): RuleCondition {
  const { tool, effect, stakes, amountAboveUsd, resource, confidenceBelow, callsAbove, argumentsFrom } = when;
  return {
    ...(amountAboveUsd !== undefined && { amountAboveNanoUsd: usdToNanoUsd(amountAboveUsd) }),
    ...given({
      tool: listOf(tool),
      effect: listOf(effect),
      stakes: listOf(stakes),
      resource: listOf(resource),
      confidenceBelow,
      callsAbove,
      argumentsFrom,
    }),
  };
}

function listOf<Value extends string>(
  named: Value | readonly Value[] | undefined,
): readonly Value[] | undefined {
  return typeof named === 'string' ? [named] : named;
}
