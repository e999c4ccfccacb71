import type { LedgerEntry } from '../core/effects/effect.ts';
import type { LeftBehind } from '../core/effects/made-before-reset.ts';
import { idInExecution } from '../core/ids/ids.ts';
import { abandonedEffects } from './abandoned-effects.ts';
import { readExecutions, toldSinceReset } from './abandoned-executions.ts';
import type { HistorySource } from './history-source.ts';
import { asUndosLeft, readUndos } from './told-undo.ts';

/**
 * Read what resets of a run left behind, for a write that it is about to make, or to undo.
 *
 * `undo` is the execution of the run's undo that asks, where one does.
 */
export async function readLeftBehind(
  source: HistorySource,
  {
    workflowId,
    runId,
    undo,
  }: { readonly workflowId: string; readonly runId: string; readonly undo?: string },
): Promise<LeftBehind> {
  const { own, abandoned, unread } = await readExecutions(source, { workflowId, runId });
  const undone = await readUndos(source, workflowId, undo === undefined ? {} : { except: undo });
  const effects = abandonedEffects({ abandoned }).map(
    ({ runId: of, entry }): LedgerEntry => ({
      ...asUndosLeft(entry, undone),
      id: idInExecution(of, entry.id),
    }),
  );
  const [latest] = own;
  return {
    effects,
    isPartly: unread.length > 0,
    toldCalls: toldSinceReset({ own }),
    ownKeys: latest?.projection.state?.effects.map(({ idempotencyKey }) => idempotencyKey) ?? [],
    refused: own.flatMap(({ refused }) => refused),
  };
}
