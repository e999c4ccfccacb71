import { undoRunWorkflowId, workflowNames } from '../../contracts/names.ts';
import { readableEnd } from '../../core/commands/activities.ts';
import { undoEndOf } from '../../core/commands/undo-effect.ts';
import { type Effect, type EffectState, settledState } from '../../core/effects/effect.ts';
import { callOf, idInExecution } from '../../core/ids/ids.ts';
import type { RunEvent } from '../../core/run/run-event.ts';
import type { HistoryFact } from '../../core/trace/history-fact.ts';
import type { UndoEnd } from '../../core/undo/undo-pass.ts';
import { requestTemporal, type TemporalAccess } from '../connection/temporal-access.ts';
import { HoldfastError } from '../errors/holdfast-error.ts';
import { readFacts } from '../history/read-history.ts';
import { queryLiteral } from '../runs/query-literal.ts';

/** What undos of a run outside of it have done: each execution of `undo/<run>`, in their order. */
export interface LaterUndo {
  /** What they did about effects, in its order. */
  readonly moves: readonly Move[];
  /** Of their compensations, for a trace; activity ids carry the execution's id: `<run id>:c1.2u1`. */
  readonly facts: readonly HistoryFact[];
}

/** An undo of an effect ended, or a person told what became of it. */
type Move =
  | { readonly effectId: string; readonly ended: UndoEnd['kind'] }
  | {
      readonly effectId: string;
      readonly settled: Pick<Extract<RunEvent, { type: 'effect-settled' }>, 'outcome' | 'output'>;
    };

const nothing: LaterUndo = { moves: [], facts: [] };

/** Read what undos made of a run's effects, from their histories alone: no worker is needed. */
export async function readLaterUndo(access: TemporalAccess, run: string): Promise<LaterUndo> {
  const workflowId = undoRunWorkflowId(run);
  const latest = await latestRunId(access, workflowId);
  if (latest === undefined) return nothing;
  const moves: Move[] = [];
  const facts: HistoryFact[] = [];
  for (const runId of await executions(access, workflowId, latest)) {
    const undos = new Set<string>();
    for await (const page of readFacts(access, { workflowId, runId })) {
      for (const fact of page) takeIn(fact, { runId, moves, facts, undos });
    }
  }
  return { moves, facts };
}

/** Tell effects as later undos left them. */
export function withLaterUndo<Entry extends Effect>(
  effects: readonly Entry[],
  { moves }: LaterUndo,
): readonly Entry[] {
  if (moves.length === 0) return effects;
  return effects.map((effect) =>
    moves.filter(({ effectId }) => effectId === effect.id).reduce<Entry>(moved, effect),
  );
}

/** Once undone, an effect stays so: two may have undone it at the same moment. */
function moved<Entry extends Effect>(effect: Entry, move: Move): Entry {
  if (effect.state === 'undone') return effect;
  if ('ended' in move) return { ...effect, state: endStates[move.ended] };
  return { ...effect, ...settledState(effect, move.settled.outcome, move.settled.output) };
}

const endStates: Record<UndoEnd['kind'], EffectState> = {
  undone: 'undone',
  conflict: 'conflict',
  failed: 'undo-failed',
};

function takeIn(
  fact: HistoryFact,
  into: { runId: string; moves: Move[]; facts: HistoryFact[]; undos: Set<string> },
): void {
  const { runId, moves, facts, undos } = into;
  switch (fact.type) {
    case 'activity-scheduled':
      if (fact.activity !== 'undo-effect') return;
      undos.add(fact.id);
      break;
    case 'activity-started':
      if (!undos.has(fact.id)) return;
      break;
    case 'activity-ended': {
      if (!undos.has(fact.id)) return;
      moves.push({
        effectId: callOf(fact.id) ?? '',
        ended: undoEndOf(readableEnd('undo-effect', fact.end)).kind,
      });
      break;
    }
    case 'message-taken': {
      const { event } = fact;
      if (event.type === 'effect-settled') moves.push({ effectId: event.id, settled: event });
      return;
    }
    default:
      return;
  }
  facts.push({ ...fact, id: idInExecution(runId, fact.id) });
}

async function latestRunId(access: TemporalAccess, workflowId: string): Promise<string | undefined> {
  try {
    const found = await requestTemporal(access, { run: workflowId }, () =>
      access.client.workflow.getHandle(workflowId).describe(),
    );
    return found.type === workflowNames.undoRun ? found.runId : undefined;
  } catch (error) {
    if (error instanceof HoldfastError && error.code === 'run_not_found') return undefined;
    throw error;
  }
}

/** The list follows within a moment, so that the latest execution, which is known at once, is added where it lacks. */
async function executions(access: TemporalAccess, workflowId: string, latest: string): Promise<string[]> {
  const found: { readonly runId: string; readonly startTime: Date }[] = [];
  await requestTemporal(access, { run: workflowId }, async () => {
    const query = `WorkflowType = ${queryLiteral(workflowNames.undoRun)} AND WorkflowId = ${queryLiteral(workflowId)}`;
    for await (const execution of access.client.workflow.list({ query })) found.push(execution);
  });
  const runIds = found
    .sort((a, b) => a.startTime.getTime() - b.startTime.getTime())
    .map(({ runId }) => runId);
  return runIds.includes(latest) ? runIds : [...runIds, latest];
}
