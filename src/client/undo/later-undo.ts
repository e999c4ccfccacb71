import { undoRunWorkflowId, workflowNames } from '../../contracts/names.ts';
import { undoFact } from '../../core/commands/undo-fact.ts';
import type { Effect, LedgerEntry } from '../../core/effects/effect.ts';
import { callOf, idInExecution } from '../../core/ids/ids.ts';
import type { HistoryFact } from '../../core/trace/history-fact.ts';
import { evolveUndo } from '../../core/undo/evolve-undo.ts';
import type { UndoCommand } from '../../core/undo/undo-command.ts';
import type { UndoEvent } from '../../core/undo/undo-event.ts';
import { noUndos, type UndoState } from '../../core/undo/undo-state.ts';
import { noUndoTries, type UndoTries, undoAgain } from '../../core/undo/undo-tries.ts';
import { requestTemporal, type TemporalAccess } from '../connection/temporal-access.ts';
import { HoldfastError } from '../errors/holdfast-error.ts';
import { readFacts } from '../history/read-history.ts';
import { queryLiteral } from '../runs/query-literal.ts';

/** What undos of a run outside of it have done: each execution of `undo/<run>`, in their order. */
export interface LaterUndo {
  /** How they left the effects that they changed. */
  readonly changed: ReadonlyMap<string, Pick<LedgerEntry, 'state' | 'output'>>;
  /** Of their compensations, for a trace; activity ids carry the execution's id: `<run id>:c1.2u1`. */
  readonly facts: readonly HistoryFact[];
}

/** Read what undos made of a run's effects, from their histories alone: no worker is needed. */
export async function readLaterUndo(access: TemporalAccess, run: string): Promise<LaterUndo> {
  const workflowId = undoRunWorkflowId(run);
  const latest = await latestRunId(access, workflowId);
  const changed = new Map<string, LedgerEntry>();
  const facts: HistoryFact[] = [];
  const runIds = latest === undefined ? [] : await executions(access, workflowId, latest);
  for (const runId of runIds) {
    const undo = new ToldUndo();
    for await (const page of readFacts(access, { workflowId, runId })) {
      for (const fact of page) if (undo.add(fact)) facts.push({ ...fact, id: idInExecution(runId, fact.id) });
    }
    for (const entry of undo.changed()) {
      // Once undone, an effect stays so: two may have undone it at the same moment.
      if (changed.get(entry.id)?.state !== 'undone') changed.set(entry.id, entry);
    }
  }
  return { changed, facts };
}

/** Tell effects as later undos left them. */
export function withLaterUndo<Entry extends Effect>(
  effects: readonly Entry[],
  { changed }: LaterUndo,
): readonly Entry[] {
  if (changed.size === 0) return effects;
  return effects.map((effect) => {
    const now = effect.state === 'undone' ? undefined : changed.get(effect.id);
    if (!now) return effect;
    // Outputs stand in a ledger only, not in what users see of an effect.
    const output = 'arguments' in effect && now.output !== undefined ? { output: now.output } : {};
    return { ...effect, ...output, state: now.state };
  });
}

type ActivityFact = Extract<HistoryFact, { readonly id: string }>;

/** One undo as its history tells it, by the same rules as it went. */
class ToldUndo {
  #before: UndoState['ledger'] = [];
  #state: UndoState | undefined;
  readonly #commands = new Map<string, UndoCommand['kind']>();
  /** Of looks that were given back by workers that lack their tool. */
  readonly #looks = new Map<string, UndoTries>();

  /** Take a fact in; says whether it is of a compensation. */
  add(fact: HistoryFact): fact is ActivityFact {
    if (fact.type === 'undo-started') {
      this.#before = fact.ledger;
      this.#state = { ...noUndos, ledger: fact.ledger, tools: fact.tools };
      return false;
    }
    if (fact.type === 'activity-scheduled' && isUndoActivity(fact.activity)) {
      this.#commands.set(fact.id, fact.activity);
    }
    const event = this.#eventOf(fact);
    if (event && this.#state) this.#state = evolveUndo(this.#state, event);
    return 'id' in fact && fact.id !== undefined && this.#commands.get(fact.id) === 'undo-effect';
  }

  changed(): readonly LedgerEntry[] {
    const before = new Map(this.#before.map((entry) => [entry.id, entry]));
    return (this.#state?.ledger ?? []).filter((entry) => entry !== before.get(entry.id));
  }

  #eventOf(fact: HistoryFact): UndoEvent | undefined {
    if (fact.type === 'undo-message-taken') return fact.event;
    if (fact.type !== 'activity-scheduled' && fact.type !== 'activity-ended') return undefined;
    const kind = this.#commands.get(fact.id);
    if (!kind) return undefined;
    if (fact.type === 'activity-scheduled') return { type: 'command-started', id: fact.id };
    if (kind === 'check-undo' && this.#isLookedAgain(fact)) return undefined;
    return undoFact(kind, callOf(fact.id) ?? fact.id, fact.end);
  }

  #isLookedAgain({ id, end }: Extract<HistoryFact, { type: 'activity-ended' }>): boolean {
    if (end.kind !== 'failed') return false;
    const again = undoAgain(end.failure, this.#looks.get(id) ?? noUndoTries, undefined);
    if (again) this.#looks.set(id, again.tries);
    return again !== undefined;
  }
}

function isUndoActivity(activity: string): activity is UndoCommand['kind'] {
  return activity === 'undo-effect' || activity === 'check-undo';
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
