import type { UndoEffectsMessage } from '../../contracts/messages.ts';
import { planUndo, type UndoSelection, unknownEffects } from '../../core/undo/undo-plan.ts';
import type { UndoReport } from '../../reports/undo.ts';
import type { TemporalAccess } from '../connection/temporal-access.ts';
import { HoldfastError } from '../errors/holdfast-error.ts';
import { type Accepted, askRun, type SendOptions } from '../messages/send-message.ts';
import { type FoundRun, findRun } from '../runs/find-run.ts';
import { type RunLedger, readLedger } from './run-ledger.ts';
import { askUndoWorkflow } from './undo-workflow.ts';

export interface UndoOptions extends Pick<SendOptions, 'timeoutMs' | 'signal'> {
  /** Only these effects, with later ones on the same things. All of the run's unless told. */
  readonly effectIds?: readonly string[] | undefined;
  /** Only effects of later steps; the step itself stays. */
  readonly afterStep?: number | undefined;
  /** Do it. Default: only the plan. */
  readonly apply?: boolean | undefined;
  readonly by: string;
  readonly reason?: string | undefined;
}

/** Requests that met an older plan of the same run, which knows less of it than this one, are made anew so often. */
const maxTries = 5;

/**
 * Plan an undo of a run's effects, or apply it: an open run undoes itself, a closed one is undone by `undo/<run>`.
 *
 * Twice is once, also at the same moment. What changed since is told as a conflict and never overwritten.
 *
 * @throws HoldfastError not-found `run_not_found`, `unknown_effect`, `step_not_found`; usage `undo_of_undo`; conflict
 * `undo_running`; unreachable `no_worker`.
 */
export async function undoEffects(
  access: TemporalAccess,
  run: string,
  options: UndoOptions,
): Promise<UndoReport> {
  rejectUndo(run);
  const { apply = false } = options;
  const found = await findRun(access, run);
  const ledger = await readLedger(access, found);
  const selection = select(found, ledger, options);
  const report = (receipt: Accepted): UndoReport => ({
    schema: 'holdfast.undo/v1',
    run: found.id,
    applied: apply,
    items: 'items' in receipt ? receipt.items : [],
    complete: 'complete' in receipt && receipt.complete,
  });
  if (planUndo(ledger.entries, selection).length === 0 && !(apply && found.isOpen)) {
    return report({ accepted: true, items: [], complete: true });
  }
  const { by, reason } = options;
  const payload: UndoEffectsMessage = { ...selection, by, ...(reason === undefined ? {} : { reason }) };
  if (apply && found.isOpen) {
    try {
      return report(await askRun(access, found.id, 'undoEffects', payload, options));
    } catch (error) {
      // It closed meanwhile.
      if (!(error instanceof HoldfastError) || error.code !== 'run_closed') throw error;
      return undoEffects(access, found.id, options);
    }
  }
  return report(await undoOutside(access, found, ledger, { apply, selection, payload, options }));
}

/** Refuse to undo an undo. */
export function rejectUndo(run: string): void {
  if (!run.startsWith('undo/')) return;
  throw new HoldfastError({
    kind: 'usage',
    code: 'undo_of_undo',
    message: `The workflow ${run} is an undo, and an undo is not undone.`,
    why: 'What it reversed is gone from the world; only the agent, or a person, can do it again.',
    unchanged: 'Nothing was changed.',
    next: [{ action: 'undo', run: run.replace(/^(undo\/)+/, '') }],
    details: { run },
  });
}

async function undoOutside(
  access: TemporalAccess,
  found: FoundRun,
  ledger: RunLedger,
  {
    apply,
    selection,
    payload,
    options,
  }: {
    apply: boolean;
    selection: UndoSelection;
    payload: UndoEffectsMessage;
    options: UndoOptions;
  },
): Promise<Accepted> {
  const name = apply ? 'undoEffects' : 'planUndo';
  const expected = planUndo(ledger.entries, selection).map(({ effectId }) => effectId);
  for (let tries = 1; ; tries++) {
    const receipt = await askUndoWorkflow(access, found, ledger, name, payload, options);
    const told = new Set('items' in receipt ? receipt.items.map(({ effectId }) => effectId) : []);
    if (tries >= maxTries || expected.every((id) => told.has(id))) return receipt;
  }
}

function select(found: FoundRun, ledger: RunLedger, { effectIds, afterStep }: UndoOptions): UndoSelection {
  if (effectIds !== undefined) {
    const [unknown] = unknownEffects(ledger.entries, { effectIds });
    if (unknown !== undefined) throw notThere(found, 'unknown_effect', `has no effect ${unknown}`);
    return { effectIds };
  }
  if (afterStep === undefined) return {};
  if (!Number.isSafeInteger(afterStep) || afterStep < 0 || afterStep > ledger.lastStep) {
    throw notThere(found, 'step_not_found', `has no step ${afterStep}; its last one is ${ledger.lastStep}`);
  }
  if (!found.isOpen || !ledger.isMidTurn) return { afterStep };
  const later = ledger.entries.filter(({ stepNumber = Number.POSITIVE_INFINITY }) => stepNumber > afterStep);
  return { effectIds: later.map(({ id }) => id) };
}

function notThere({ id }: FoundRun, code: string, what: string): HoldfastError {
  return new HoldfastError({
    kind: 'not-found',
    code,
    message: `The run ${id} ${what}.`,
    unchanged: 'Nothing was undone.',
    next: [{ action: 'trace', run: id }],
    details: { run: id },
  });
}
