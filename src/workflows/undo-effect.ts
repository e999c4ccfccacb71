import { type ActivityOptions, sleep } from '@temporalio/workflow';
import type { UndoToolInput } from '../contracts/activities.ts';
import type { ActivityEnd } from '../core/commands/activity.ts';
import type { LedgerEntry } from '../core/effects/effect.ts';
import { undoKeyOf } from '../core/ids/idempotency-key.ts';
import type { CheckUndo, UndoCommand, UndoEffect } from '../core/undo/undo-command.ts';
import { noUndoTries, type UndoTries, undoAgain } from '../core/undo/undo-tries.ts';
import { given } from '../core/values/given.ts';
import { lookOptions, undoOptions } from './activity-options.ts';
import { runActivity } from './run-activity.ts';

/** Hears of what comes back and goes out again, before and after the wait. */
export interface UndoListener {
  cameBack(end: ActivityEnd): void;
  sentAgain(): void;
}

/** Undo one effect by its tool: again, under the same id and with the same key, where its worker lacked it or was lost. */
export function carryOutUndo(command: UndoEffect, listener: UndoListener): Promise<ActivityEnd> {
  const { id, policy } = command;
  const summary = `undo: ${command.effect.summary}`;
  return untilItEnds(command, listener, (tries) => undoOptions(policy, summary, id, tries.attempts));
}

/** Look whether an undo would go through. */
export function checkUndo(command: CheckUndo): Promise<ActivityEnd> {
  const options = lookOptions(command.policy, `can it be undone? ${command.effect.summary}`, command.id);
  return untilItEnds(command, undefined, () => options);
}

async function untilItEnds(
  { kind, effect, policy }: UndoCommand,
  listener: UndoListener | undefined,
  optionsOf: (tries: UndoTries) => ActivityOptions,
): Promise<ActivityEnd> {
  const lostIn = kind === 'undo-effect' ? policy : undefined;
  let tries = noUndoTries;
  for (;;) {
    const { givenBack, mayBeUndone } = tries;
    const options = optionsOf(tries);
    const end = await runActivity(
      { kind, tool: effect.tool },
      // What a worker gave back is not handed to it again at once.
      givenBack > 0 ? { ...options, allowEagerDispatch: false } : options,
      undoInput(mayBeUndone ? { ...effect, mayBeUndone } : effect),
    );
    const again = end.kind === 'failed' ? undoAgain(end.failure, tries, lostIn) : undefined;
    if (!again) return end;
    listener?.cameBack(end);
    const waitsFor = again.tries.lost > tries.lost ? 'a worker' : `a worker that has the tool ${effect.tool}`;
    if (again.waitMs > 0) await sleep(again.waitMs, { summary: `until it goes out again to ${waitsFor}` });
    listener?.sentAgain();
    tries = again.tries;
  }
}

function undoInput(effect: LedgerEntry): UndoToolInput {
  return {
    effectId: effect.id,
    arguments: effect.arguments,
    output: effect.output ?? null,
    ...given({ before: effect.before }),
    idempotencyKey: undoKeyOf(effect.idempotencyKey),
    ...(effect.mayBeUndone ? { mayBeUndone: true } : {}),
  };
}
