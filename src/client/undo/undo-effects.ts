import type { UndoEffectsMessage, UndoReceipt } from '../../core/messages/undo-effects.ts';
import { given } from '../../core/values/given.ts';
import type { UndoReport } from '../../reports/undo.ts';
import type { TemporalAccess } from '../connection/temporal-access.ts';
import { HoldfastError } from '../errors/holdfast-error.ts';
import { readResetRun } from '../history/run-executions.ts';
import { askRun, type SendOptions } from '../messages/send-message.ts';
import { type FoundRun, findRun } from '../runs/find-run.ts';

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

/**
 * Plan an undo of a run's effects, or apply it: an open run undoes itself, a closed one is undone by `undo/<run>`.
 *
 * An open run is told what is asked and judges that by itself: nothing of it is read before. Twice is once, also at the
 * same moment. What changed since is told as a conflict and never overwritten.
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
  const found = await findRun(access, run);
  const { apply = false } = options;
  const { items, complete } =
    apply && found.isOpen
      ? await undoOpenRun(access, found, options)
      : await undoOutside(access, found, options);
  return { schema: 'holdfast.undo/v1', run: found.id, applied: apply, items, complete };
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

/** An open run undoes its own; what executions made that a reset left behind it does not know. */
async function undoOpenRun(
  access: TemporalAccess,
  found: FoundRun,
  options: UndoOptions,
): Promise<UndoReceipt> {
  if (!(await readResetRun(access, found))) return undoInRun(access, found, options);
  const { undoResetRun } = await import('./undo-reset-run.ts');
  return undoResetRun(access, found, payloadOf(options), (message, isOwn) => {
    const { effectIds, by, reason } = message;
    const part = { ...options, effectIds, afterStep: undefined, by, reason };
    return isOwn ? undoInRun(access, found, part) : undoOutside(access, found, part);
  });
}

async function undoInRun(
  access: TemporalAccess,
  { id }: FoundRun,
  options: UndoOptions,
): Promise<UndoReceipt> {
  try {
    return await askRun(access, id, 'undoEffects', payloadOf(options), options);
  } catch (error) {
    if (!(error instanceof HoldfastError) || error.code !== 'run_closed') throw error;
    // It closed meanwhile.
    return undoOutside(access, await findRun(access, id), options);
  }
}

async function undoOutside(
  access: TemporalAccess,
  found: FoundRun,
  options: UndoOptions,
): Promise<UndoReceipt> {
  // Reading histories takes modules of its own: only what reads them pays for it.
  const { askOutside } = await import('./undo-outside.ts');
  return askOutside(access, found, payloadOf(options), options);
}

function payloadOf({ effectIds, afterStep, by, reason }: UndoOptions): UndoEffectsMessage {
  return {
    ...given({ effectIds }),
    ...(effectIds === undefined && afterStep !== undefined && { afterStep }),
    by,
    ...given({ reason }),
  };
}
