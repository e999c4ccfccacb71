import { withoutExecution } from '../../core/ids/ids.ts';
import type { SettleEffectMessage } from '../../core/messages/settle-effect.ts';
import { given } from '../../core/values/given.ts';
import type { Json } from '../../core/values/json.ts';
import type { TemporalAccess } from '../connection/temporal-access.ts';
import { HoldfastError } from '../errors/holdfast-error.ts';
import { askRun, type SendOptions, type Taken } from '../messages/send-message.ts';
import { findRun } from '../runs/find-run.ts';
import { readLedger } from '../undo/run-ledger.ts';
import { rejectUndo } from '../undo/undo-effects.ts';
import { askUndoWorkflow } from '../undo/undo-workflow.ts';

export interface SettleOptions extends Pick<SendOptions, 'timeoutMs' | 'signal'> {
  /** Of an applied effect: the tool's output, as the agent is to read it. */
  readonly output?: Json | undefined;
  readonly by: string;
}

/**
 * Tell a run whether an effect is in the world that nobody could make out, or whose undo failed.
 *
 * @throws HoldfastError not-found `run_not_found`, `unknown_effect`; conflict `nothing_to_settle`; unreachable
 * `no_worker`.
 */
export async function settleEffect(
  access: TemporalAccess,
  run: string,
  effectId: string,
  outcome: SettleEffectMessage['outcome'],
  options: SettleOptions,
): Promise<Taken> {
  rejectUndo(run);
  const { by, output } = options;
  const found = await findRun(access, run);
  const payload = { effectId, outcome, by, ...given({ output }) };
  // A run does not know what executions made that a reset left behind.
  if (found.isOpen && withoutExecution(effectId) === effectId) {
    await askRun(access, found.id, 'settleEffect', payload, options);
    return { run: found.id, duplicate: false };
  }
  const ledger = await readLedger(access, found);
  if (!ledger.entries.some(({ id }) => id === effectId)) {
    throw new HoldfastError({
      kind: 'not-found',
      code: 'unknown_effect',
      message: `The run ${found.id} has no effect ${effectId}.`,
      unchanged: 'Nothing was settled.',
      next: [{ action: 'show', run: found.id }],
      details: { run: found.id },
    });
  }
  await askUndoWorkflow(access, found, ledger, 'settleEffect', payload, options);
  return { run: found.id, duplicate: false };
}
