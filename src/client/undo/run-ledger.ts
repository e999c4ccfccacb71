import type { CharterTool } from '../../core/charter/charter.ts';
import type { LedgerEntry } from '../../core/effects/effect.ts';
import { stepCount } from '../../core/steps/steps.ts';
import { RunProjection } from '../../core/trace/run-projection.ts';
import { withoutIntent } from '../../core/view/view-of-broken-run.ts';
import type { TemporalAccess } from '../connection/temporal-access.ts';
import { runNotFound } from '../errors/from-temporal-error.ts';
import { readFacts } from '../history/read-history.ts';
import type { FoundRun } from '../runs/find-run.ts';
import { readLaterUndo, withLaterUndo } from './later-undo.ts';

/** What a run did to the world, as its history and later undos tell it. */
export interface RunLedger {
  /** Each entry with the number of its step in the trace. */
  readonly entries: readonly LedgerEntry[];
  readonly tools: Readonly<Record<string, CharterTool>>;
  /** Number of the last step so far. */
  readonly lastStep: number;
  /** Some entries are of a turn that is not over: the run itself has not numbered them yet. */
  readonly isMidTurn: boolean;
}

/** Read a run's ledger. The last execution of its chain is enough: it was handed what came before. */
export async function readLedger(
  access: TemporalAccess,
  { id, runId, isOpen }: FoundRun,
): Promise<RunLedger> {
  const projection = new RunProjection();
  for await (const facts of readFacts(access, { workflowId: id, runId })) {
    for (const fact of facts) projection.add(fact);
  }
  const { state } = projection;
  if (!state) throw runNotFound(id);
  const steps = projection.steps(false);
  const numberOf = new Map(
    steps.flatMap(({ kind, call, stepNumber }) => (kind === 'tool' && call ? [[call, stepNumber]] : [])),
  );
  const entries = state.effects.map((entry) => {
    const stepNumber = entry.stepNumber ?? numberOf.get(entry.id);
    const known = isOpen ? entry : withoutIntent(entry);
    return stepNumber === undefined ? known : { ...known, stepNumber };
  });
  const used = new Set(entries.map(({ tool }) => tool));
  return {
    entries: withLaterUndo(entries, await readLaterUndo(access, id)),
    tools: Object.fromEntries(Object.entries(state.charter?.tools ?? {}).filter(([name]) => used.has(name))),
    lastStep: Math.max(stepCount(state.counters), ...steps.map(({ stepNumber }) => stepNumber)),
    isMidTurn: state.effects.some(({ stepNumber }) => stepNumber === undefined),
  };
}
