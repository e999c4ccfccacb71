import { undoRunWorkflowId, workflowNames } from '../contracts/names.ts';
import { callOfActivity } from '../core/activity-event.ts';
import type { Effect, EffectState } from '../core/effect.ts';
import type { HistoryFact } from '../core/history-fact.ts';
import type { UndoEnd } from '../core/undo-pass.ts';
import { HoldfastError } from './holdfast-error.ts';
import { readFacts } from './read-history.ts';
import { quote } from './run-id.ts';
import { request, type TemporalAccess } from './temporal-access.ts';

/** What undos of a run outside of it have done: each execution of `undo/<run>`, in their order. */
export interface LaterUndo {
  /** Effects that they moved, and whereto. */
  readonly states: ReadonlyMap<string, EffectState>;
  /** Of their compensations, for a trace; activity ids carry the execution's id: `<run id>:c1.2u1`. */
  readonly facts: readonly HistoryFact[];
}

const nothing: LaterUndo = { states: new Map(), facts: [] };

/** Read what undos made of a run's effects, from their histories alone: no worker is needed. */
export async function readLaterUndo(access: TemporalAccess, run: string): Promise<LaterUndo> {
  const workflowId = undoRunWorkflowId(run);
  const latest = await latestRunId(access, workflowId);
  if (latest === undefined) return nothing;
  const states = new Map<string, EffectState>();
  const facts: HistoryFact[] = [];
  for (const runId of await executions(access, workflowId, latest)) {
    const undos = new Set<string>();
    for await (const page of readFacts(access, { workflowId, runId })) {
      for (const fact of page) takeIn(fact, { runId, states, facts, undos });
    }
  }
  return { states, facts };
}

/** Tell effects as later undos left them. */
export function withLaterUndo<Entry extends Effect>(
  effects: readonly Entry[],
  { states }: LaterUndo,
): readonly Entry[] {
  if (states.size === 0) return effects;
  return effects.map((effect) => {
    const state = states.get(effect.id);
    return state === undefined || effect.state === 'undone' ? effect : { ...effect, state };
  });
}

const endStates: Record<UndoEnd['kind'], EffectState> = {
  undone: 'undone',
  conflict: 'conflict',
  failed: 'undo-failed',
};

function takeIn(
  fact: HistoryFact,
  into: { runId: string; states: Map<string, EffectState>; facts: HistoryFact[]; undos: Set<string> },
): void {
  const { runId, states, facts, undos } = into;
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
      const { end } = fact;
      const kind = end.kind === 'failed' ? 'failed' : (end.output as unknown as UndoEnd).kind;
      const effectId = callOfActivity(fact.id);
      // Two who undid it at the same moment: once undone, it stays so.
      if (states.get(effectId) !== 'undone') states.set(effectId, endStates[kind]);
      break;
    }
    case 'message-taken': {
      const { event } = fact;
      if (event.type === 'effect-settled') settle(states, event.id, event.outcome);
      return;
    }
    default:
      return;
  }
  facts.push({ ...fact, id: `${runId}:${fact.id}` });
}

/** An effect whose undo failed and that is absent was reversed by hand. */
function settle(states: Map<string, EffectState>, id: string, outcome: 'applied' | 'absent'): void {
  const wasUndone = states.has(id);
  states.set(id, outcome === 'applied' ? 'applied' : wasUndone ? 'undone' : 'absent');
}

async function latestRunId(access: TemporalAccess, workflowId: string): Promise<string | undefined> {
  try {
    const found = await request(access, { run: workflowId }, () =>
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
  await request(access, { run: workflowId }, async () => {
    const query = `WorkflowType = ${quote(workflowNames.undoRun)} AND WorkflowId = ${quote(workflowId)}`;
    for await (const execution of access.client.workflow.list({ query })) found.push(execution);
  });
  const runIds = found
    .sort((a, b) => a.startTime.getTime() - b.startTime.getTime())
    .map(({ runId }) => runId);
  return runIds.includes(latest) ? runIds : [...runIds, latest];
}
