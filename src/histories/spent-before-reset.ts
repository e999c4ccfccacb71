import type { SpentBeforeReset } from '../core/view/run-view.ts';
import type { Executions } from './abandoned-executions.ts';
import type { AbandonedBranch } from './abandoned-steps.ts';

/** Add up what abandoned executions spent beyond what their run shares with them. */
export function spentBy(
  branches: readonly AbandonedBranch[],
  { unread }: Pick<Executions, 'unread'>,
): SpentBeforeReset {
  const steps = branches.flatMap((branch) => branch.steps);
  const sum = (ofStep: (step: (typeof steps)[number]) => number) =>
    steps.reduce((total, step) => total + ofStep(step), 0);
  return {
    executions: branches.length,
    modelCalls: sum(({ kind }) => Number(kind === 'model')),
    toolCalls: sum(({ kind, attempts }) => Number(kind === 'tool' && attempts > 0)),
    costNanoUsd: sum(({ costNanoUsd = 0 }) => costNanoUsd),
    unsettledNanoUsd: branches.reduce((total, { unsettledNanoUsd }) => total + unsettledNanoUsd, 0),
    ...(unread.length > 0 ? { unread: unread.length } : {}),
  };
}
