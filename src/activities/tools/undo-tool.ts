import type { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { UndoToolInput } from '../../contracts/activities.ts';
import type { UndoConflictResult } from '../../core/commands/check-undo.ts';
import type { UndoResult } from '../../core/commands/undo-effect.ts';
import { runKeyOf } from '../../core/ids/idempotency-key.ts';
import { boundedText } from '../../core/values/bounded-text.ts';
import { type FailureType, failureTypes } from '../../core/values/failure-types.ts';
import { given } from '../../core/values/given.ts';
import { textBounds } from '../../core/values/text-bounds.ts';
import type { Tool, UndoneEffect } from '../../tools/define/tool.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { toApplicationFailure } from '../failures/to-application-failure.ts';
import { withHeartbeat } from '../with-heartbeat.ts';
import { lookBehind } from './look-behind.ts';
import { attemptTool, toolContext } from './tool-call.ts';

/**
 * Reverse one effect and, where the tool can tell, make sure that it is gone. What changed since is left alone.
 *
 * A conflict is one only where no attempt before may have undone: that one's own traces could be what the tool found.
 */
export function undoTool(
  tool: Tool,
  undo: NonNullable<Tool['undo']>,
  dependencies: Pick<ActivityDependencies, 'log' | 'leftBehind'>,
) {
  return async function undoTool(input: UndoToolInput): Promise<UndoResult> {
    return withHeartbeat(async (context) => {
      const { attempt } = context.info;
      const effect = readEffect(input);
      const { origin, effectId: callId } = input;
      const looking = lookBehind(context, { tool: tool.name, callId, ...given({ origin }) }, dependencies);
      const behind = looking && (await looking);
      const before = behind?.known.effects.find(
        ({ idempotencyKey }) => idempotencyKey === runKeyOf(input.idempotencyKey),
      );
      if (before?.state === 'undone') return { kind: 'undone' };
      const timed = { ...input, ...given({ timeoutMs: behind?.timeoutMs }) };
      const told = toolContext(context, timed, dependencies, true);
      const about = { tool, what: 'undo', callId: input.effectId, attempt };
      const changing = { ...about, changes: true, repeats: true, signal: told.signal };
      const mayBeUndone =
        input.mayBeUndone === true || before?.mayBeUndone === true || mayHaveActedBefore(context);
      const undone = await attemptTool(changing, dependencies, () => undo(effect, told)).catch(
        (failure: unknown) => {
          if (mayBeUndone) throw inDoubt(failure, attempt);
          leaveWord(context, failure);
          throw failure;
        },
      );
      if (undone.kind === 'refused' && !mayBeUndone) return { kind: 'conflict', message: undone.message };
      const { probe } = tool;
      const runKey = runKeyOf(input.idempotencyKey);
      const found =
        probe &&
        (await attemptTool(about, dependencies, () =>
          probe(effect.input, { ...told, idempotencyKey: runKey }),
        ).catch((failure: unknown) => {
          throw inDoubt(failure, attempt);
        }));
      const seen = found?.kind === 'value' ? found.value.kind : 'unknown';
      const fail = (message: string, type: FailureType) =>
        toApplicationFailure({ type, message, retryable: false, attempt });
      if (undone.kind === 'refused') {
        if (seen === 'applied') return { kind: 'conflict', message: undone.message };
        if (seen === 'absent') return { kind: 'undone' };
        const message = `The undo of ${tool.name} (${input.effectId}) was refused, and an attempt before it may have gone through: ${undone.message}`;
        throw fail(message, failureTypes.toolMayHaveActed);
      }
      // What the probe cannot tell is left to the undo, which went through.
      if (seen !== 'applied') return { kind: 'undone' };
      const message = `The undo of ${tool.name} (${input.effectId}) went through, and its probe still finds the effect.`;
      throw fail(message, failureTypes.toolUnexpected);
    });
  };
}

/** Heartbeat details outlive an attempt. Where the word was lost with its worker, the worst is assumed. */
interface UndoWord {
  /** Up to this attempt nothing was undone. */
  readonly nothingUntil: number;
}

function mayHaveActedBefore({ info }: Context): boolean {
  const word = info.heartbeatDetails as Partial<UndoWord> | undefined;
  return info.attempt > 1 && word?.nothingUntil !== info.attempt - 1;
}

function isWithoutEffect(failure: unknown): failure is ApplicationFailure {
  return failure instanceof ApplicationFailure && failure.type === failureTypes.toolTransient;
}

/** An attempt that failed without effect, after something that may have undone: the last word is not that nothing was. */
function inDoubt(failure: unknown, attempt: number): unknown {
  if (!isWithoutEffect(failure)) return failure;
  const { message } = failure;
  return toApplicationFailure({ type: failureTypes.toolMayHaveActed, message, retryable: true, attempt });
}

function leaveWord(context: Context, failure: unknown): void {
  if (!isWithoutEffect(failure)) return;
  const word: UndoWord = { nothingUntil: context.info.attempt };
  context.heartbeat(word);
}

/** Look whether an undo would be refused, without changing anything. */
export function undoConflictOf(
  tool: Tool,
  undoConflict: NonNullable<Tool['undoConflict']>,
  dependencies: Pick<ActivityDependencies, 'log'>,
) {
  return async function undoConflictOf(input: UndoToolInput): Promise<UndoConflictResult> {
    return withHeartbeat(async (context) => {
      const about = { tool, what: 'undoConflict', callId: input.effectId, attempt: context.info.attempt };
      const found = await attemptTool(about, dependencies, () =>
        undoConflict(readEffect(input), toolContext(context, input, dependencies)),
      );
      const conflict = found.kind === 'refused' ? found.message : found.value;
      return conflict === undefined ? {} : { conflict: boundedText(String(conflict), textBounds.conflict) };
    });
  };
}

/** An undo gets what the tool once took, also when the tool takes something else by now. */
function readEffect(input: UndoToolInput): UndoneEffect<unknown, unknown> {
  return {
    input: input.arguments,
    output: input.output,
    ...given({ before: input.before }),
  };
}
