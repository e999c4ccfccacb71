import { worstCaseNanoUsd } from '../budget/reservation.ts';
import { spentInAll } from '../budget/spent-in-all.ts';
import type { Charter, CharterModel } from '../charter/charter.ts';
import type { RunState } from '../run/run-state.ts';

/** The model as the next call asks it: after an answer that was cut it may write more. */
export function nextModel({ askedAgain }: Pick<RunState, 'askedAgain'>, charter: Charter): CharterModel {
  const maxOutputTokens = askedAgain?.cut?.maxOutputTokens;
  return maxOutputTokens === undefined ? charter.model : { ...charter.model, maxOutputTokens };
}

/** A charter whose model is the next call's: what that call can cost is counted by it. */
export function withNextModel(state: Pick<RunState, 'askedAgain'>, charter: Charter): Charter {
  return { ...charter, model: nextModel(state, charter) };
}

/**
 * How much a model may write after a cut answer of so many input tokens: twice its limit, where the run's budget holds
 * that, and its window as far as somebody knows it. A provider that refuses so much is asked with the old limit.
 */
export function roomForMore(state: RunState, charter: Charter, inputTokens: number): number | undefined {
  const { model, budget } = charter;
  const maxOutputTokens = model.maxOutputTokens * 2;
  if (model.contextTokens !== undefined && inputTokens + maxOutputTokens > model.contextTokens * 0.9)
    return undefined;
  const left = budget ? budget.hardNanoUsd - spentInAll(state).costNanoUsd : Number.POSITIVE_INFINITY;
  const raised = { ...charter, model: { ...model, maxOutputTokens } };
  return worstCaseNanoUsd(raised, state.transcript) <= left ? maxOutputTokens : undefined;
}
