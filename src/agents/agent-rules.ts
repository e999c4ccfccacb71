import { usdToNanoUsd } from '../core/budget/money.ts';
import type { Rule, RuleCondition } from '../core/guard/rule.ts';
import { parseDuration } from '../core/values/duration.ts';
import type { RuleConditionDefinition, RuleDefinition } from './agent.ts';

/** Turn checked rule definitions into the guard's data. */
export function agentRules(rules: readonly RuleDefinition[] = []): Rule[] {
  return rules.map(({ name, when, then, approvers, deadline, selfApproval }) => ({
    name,
    when: condition(when),
    then,
    ...(approvers !== undefined && { approvers }),
    ...(deadline !== undefined && { deadlineMs: parseDuration(deadline) }),
    ...(selfApproval !== undefined && { selfApproval }),
  }));
}

function condition(when: RuleConditionDefinition): RuleCondition {
  const { tool, effect, stakes, amountAboveUsd, resource, confidenceBelow, callsAbove, argumentsFrom } = when;
  return {
    ...(tool !== undefined && { tool: listOf(tool) }),
    ...(effect !== undefined && { effect: listOf(effect) }),
    ...(stakes !== undefined && { stakes: listOf(stakes) }),
    ...(amountAboveUsd !== undefined && { amountAboveNanoUsd: usdToNanoUsd(amountAboveUsd) }),
    ...(resource !== undefined && { resource: listOf(resource) }),
    ...(confidenceBelow !== undefined && { confidenceBelow }),
    ...(callsAbove !== undefined && { callsAbove }),
    ...(argumentsFrom !== undefined && { argumentsFrom }),
  };
}

function listOf<Value extends string>(given: Value | readonly Value[]): readonly Value[] {
  return typeof given === 'string' ? [given] : given;
}
