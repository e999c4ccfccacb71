import type { UndoToolInput } from '../../contracts/activities.ts';
import type { UndoConflictResult } from '../../core/commands/check-undo.ts';
import type { UndoResult } from '../../core/commands/undo-effect.ts';
import { runKeyOf } from '../../core/ids/idempotency-key.ts';
import { failureTypes } from '../../core/values/failure-types.ts';
import type { Tool, UndoneEffect } from '../../tools/define/tool.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { toApplicationFailure } from '../failures/to-application-failure.ts';
import { withHeartbeat } from '../with-heartbeat.ts';
import { attemptTool, toolContext } from './tool-call.ts';

/** Reverse one effect and, where the tool can tell, make sure that it is gone. What changed since is left alone. */
export function undoTool(
  tool: Tool,
  undo: NonNullable<Tool['undo']>,
  dependencies: Pick<ActivityDependencies, 'log'>,
) {
  return async function undoTool(input: UndoToolInput): Promise<UndoResult> {
    return withHeartbeat(async (context) => {
      const { attempt } = context.info;
      const effect = readEffect(input);
      const given = toolContext(context, input, dependencies);
      const about = { tool, what: 'undo', callId: input.effectId, attempt };
      const undone = await attemptTool(about, dependencies, () => undo(effect, given));
      if (undone.kind === 'refused') return { kind: 'conflict', message: undone.message };
      const { probe } = tool;
      if (!probe) return { kind: 'undone' };
      const runKey = runKeyOf(input.idempotencyKey);
      const found = await attemptTool(about, dependencies, () =>
        probe(effect.input, { ...given, idempotencyKey: runKey }),
      );
      // What the probe cannot tell is left to the undo, which went through.
      if (found.kind === 'refused' || found.value.kind !== 'applied') return { kind: 'undone' };
      throw toApplicationFailure({
        type: failureTypes.toolUnexpected,
        message: `The undo of ${tool.name} (${input.effectId}) went through, and its probe still finds the effect.`,
        retryable: false,
        attempt,
      });
    });
  };
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
      if (found.kind === 'refused') return { conflict: found.message };
      return found.value === undefined ? {} : { conflict: found.value };
    });
  };
}

/** An undo gets what the tool once took, also when the tool takes something else by now. */
function readEffect(input: UndoToolInput): UndoneEffect<unknown, unknown> {
  return {
    input: input.arguments,
    output: input.output,
    ...(input.before === undefined ? {} : { before: input.before }),
  };
}
