import type { LedgerEntry } from '../core/effects/effect.ts';
import { knownWithLeft } from '../core/effects/known-twice.ts';
import type { ChangedEffect, Past } from '../core/resets/past.ts';
import { given } from '../core/values/given.ts';
import { abandonedEffects } from './abandoned-effects.ts';
import { readExecutions, toldSinceReset } from './abandoned-executions.ts';
import { abandonedBranches } from './abandoned-steps.ts';
import type { HistorySource } from './history-source.ts';
import { spentBy } from './spent-before-reset.ts';
import { asUndosLeft, readUndos } from './told-undo.ts';

/** Read what a run has to know of executions that resets left behind: what they spent, and what became of its effects. */
export async function readPastOf(
  source: HistorySource,
  { workflowId, runId }: { readonly workflowId: string; readonly runId: string },
): Promise<Past> {
  const executions = await readExecutions(source, { workflowId, runId });
  const undone = await readUndos(source, workflowId);
  const { own } = executions;
  const branches = abandonedBranches(
    own.flatMap(({ projection }) => projection.steps(false)),
    executions,
    false,
  );
  const tools = branches.flatMap(({ steps }) =>
    steps.flatMap(({ kind, attempts, action }) =>
      kind === 'tool' && attempts > 0 && action ? [action.tool] : [],
    ),
  );
  const { modelCalls, toolCalls, costNanoUsd } = spentBy(branches, executions);
  const left = new Map(
    abandonedEffects(executions).map(({ entry }) => [entry.idempotencyKey, asUndosLeft(entry, undone)]),
  );
  const told = new Set(toldSinceReset(executions));
  const ledger = own[0]?.projection.state?.effects ?? [];
  return {
    readFor: runId,
    spent: { modelCalls, toolCalls, costNanoUsd, callsByTool: countEach(tools) },
    changed: ledger.flatMap((entry) => {
      const other = left.get(entry.idempotencyKey);
      return other ? changeOf(entry, knownWithLeft(entry, other, told.has(entry.id))) : [];
    }),
  };
}

function changeOf(
  own: LedgerEntry,
  { idempotencyKey, state, mayBeUndone }: LedgerEntry,
): readonly ChangedEffect[] {
  const isSame = own.state === state && own.mayBeUndone === mayBeUndone;
  return isSame ? [] : [{ idempotencyKey, state, ...given({ mayBeUndone }) }];
}

function countEach(names: readonly string[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Object.fromEntries(counts);
}
