import { Context } from '@temporalio/activity';
import type { LocalToolInput, LocalToolResult, RunToolInput } from '../../contracts/activities.ts';
import type { ToolResult } from '../../core/commands/run-tool.ts';
import { failureTypes } from '../../core/values/failure-types.ts';
import { toApplicationFailure } from '../failures/to-application-failure.ts';

const localCalls = new WeakMap<Context, string>();

/** The call that a local activity is for; its own id only counts the activities of its run. */
export function localCallOf(context: Context): string | undefined {
  return localCalls.get(context);
}

type ToolActivity = (call: RunToolInput) => Promise<ToolResult>;

/**
 * Let a tool's activity run as a local one too.
 *
 * It then says in its result which call it was for, and gives an attempt up at its deadline by itself: Temporal would
 * count the time of all attempts together, and name no call.
 */
export function answerLocally(execute: ToolActivity) {
  return async function answerLocally(
    call: RunToolInput | LocalToolInput,
  ): Promise<ToolResult | LocalToolResult> {
    if (!('timeoutMs' in call)) return execute(call);
    const context = Context.current();
    const { attempt } = context.info;
    const { callId, timeoutMs } = call;
    localCalls.set(context, callId);
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      const message = `no answer in time (${timeoutMs} ms)`;
      reject(
        toApplicationFailure({ type: failureTypes.toolTimedOut, message, retryable: true, attempt, callId }),
      );
    }, timeoutMs);
    try {
      return { ...(await Promise.race([execute(call), late])), callId };
    } finally {
      clearTimeout(timer);
    }
  };
}
