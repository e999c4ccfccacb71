import { queryNames } from '../../contracts/names.ts';
import { lastStep, numberEffects } from '../../core/calls/step-numbers.ts';
import type { CharterTool } from '../../core/charter/charter.ts';
import type { Effect, LedgerEntry } from '../../core/effects/effect.ts';
import { ledgerDifference } from '../../core/effects/ledger-difference.ts';
import type { RunState } from '../../core/run/run-state.ts';
import type { ExecutionEnd } from '../../core/trace/history-fact.ts';
import { RunProjection } from '../../core/trace/run-projection.ts';
import { ledgerAtEnd } from '../../core/undo/cut-off-undo.ts';
import type { RunView } from '../../core/view/run-view.ts';
import { abandonedTools, withAbandoned } from '../../histories/ledger-with-abandoned.ts';
import type { OpenUndo } from '../../histories/told-undo.ts';
import { requestTemporal, type TemporalAccess } from '../connection/temporal-access.ts';
import { runNotFound } from '../errors/from-temporal-error.ts';
import { HoldfastError } from '../errors/holdfast-error.ts';
import { readFacts } from '../history/read-history.ts';
import { readResetRun } from '../history/run-executions.ts';
import type { FoundRun } from '../runs/find-run.ts';
import { readLaterUndo, withLaterUndo } from './later-undo.ts';

/** What a run did to the world, as its history and later undos tell it. */
export interface RunLedger {
  /** Each entry with the number of its step in the trace. */
  readonly entries: readonly LedgerEntry[];
  readonly tools: Readonly<Record<string, CharterTool>>;
  /** Number of the last step so far. */
  readonly lastStep: number;
  /** Run id of an undo that waits for a person and knows less of the run than this, or knows effects by other ids. */
  readonly outdatedUndo?: string;
  /** Such an undo was ended, and left its task to the next. */
  readonly openTask?: true;
}

/** An open run may go on between its history and its answer. */
const looksAtOpenRun = 3;

/**
 * Read a run's ledger. The last execution of its chain is enough: it was handed what came before. What executions
 * made that resets left behind is in the world as well, and in the ledger.
 *
 * What is read is held against what the run itself says: its result; of one that is open, or that ended as failed or
 * cancelled and so has none, its answer where a worker gives one. A build that does not know what the run went by would
 * undo too little.
 *
 * @throws HoldfastError conflict `ledger_differs`.
 */
export async function readLedger(access: TemporalAccess, found: FoundRun): Promise<RunLedger> {
  for (let looks = found.isOpen ? looksAtOpenRun : 1; ; looks--) {
    const { state, said } = await readRun(access, found);
    const difference = said && ledgerDifference(said, state.effects);
    if (difference === undefined) return ledgerOf(access, found, state);
    if (looks <= 1) throw ledgerDiffers(found.id, difference);
  }
}

/** Fold a run's history, and ask the run what it knows of its effects itself. */
async function readRun(
  access: TemporalAccess,
  { id, runId, isOpen }: FoundRun,
): Promise<{ readonly state: RunState; readonly said: readonly Effect[] | undefined }> {
  const projection = new RunProjection();
  let result: RunView | undefined;
  let hasWord = isOpen;
  for await (const facts of readFacts(access, { workflowId: id, runId })) {
    for (const fact of facts) {
      projection.add(fact);
      if (fact.type !== 'execution-ended') continue;
      if (fact.end.kind === 'completed') result = fact.end.view;
      // One that Temporal closed has not taken in all that its history tells.
      hasWord = endedItself.includes(fact.end.kind);
    }
  }
  const { state } = projection;
  if (!state) throw runNotFound(id);
  return { state, said: result?.effects ?? (hasWord ? await effectsByRun(access, id) : undefined) };
}

const endedItself: readonly ExecutionEnd['kind'][] = ['failed', 'cancelled'];

/** Undefined where no worker answers: planning needs one too, and says so. */
async function effectsByRun(access: TemporalAccess, id: string): Promise<readonly Effect[] | undefined> {
  try {
    const view = await requestTemporal(
      access,
      { run: id },
      () => access.client.workflow.getHandle(id).query<RunView>(queryNames.status),
      queryTimeoutMs,
    );
    return view.effects;
  } catch (error) {
    if (error instanceof HoldfastError) return undefined;
    throw error;
  }
}

/** A worker that is there answers in a fraction of this. */
const queryTimeoutMs = 3_000;

async function ledgerOf(access: TemporalAccess, found: FoundRun, state: RunState): Promise<RunLedger> {
  const own = found.isOpen ? numberEffects(state) : ledgerAtEnd(state);
  const executions = await readResetRun(access, found);
  const entries = executions ? withAbandoned(own, executions) : own;
  const tools = { ...(executions && abandonedTools(executions)), ...state.charter?.tools };
  const later = await readLaterUndo(access, found.id);
  const used = new Set(entries.map(({ tool }) => tool));
  return {
    entries: withLaterUndo(entries, later),
    tools: Object.fromEntries(Object.entries(tools).filter(([name]) => used.has(name))),
    lastStep: lastStep(state),
    ...(later.open && isOutdated(later.open, entries) ? { outdatedUndo: later.open.runId } : {}),
  };
}

function isOutdated({ isBusy, ledger }: OpenUndo, entries: readonly LedgerEntry[]): boolean {
  const known = new Map(ledger.map(({ id, idempotencyKey }) => [id, idempotencyKey]));
  return !isBusy && entries.some(({ id, idempotencyKey }) => known.get(id) !== idempotencyKey);
}

function ledgerDiffers(run: string, difference: string): HoldfastError {
  return new HoldfastError({
    kind: 'conflict',
    code: 'ledger_differs',
    message: `What the run ${run} did cannot be told for sure by this build.`,
    why: difference,
    unchanged: 'Nothing was undone.',
    next: [{ action: 'trace', run }],
    advice: 'Undo it with the build that ran it, or a later one.',
    details: { run },
  });
}
