import type { Context } from '@temporalio/activity';
import type { Origin } from '../../contracts/activities.ts';
import type { LeftBehind } from '../../core/effects/made-before-reset.ts';
import { failureTypes } from '../../core/values/failure-types.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { boundedError } from '../failures/bounded-error.ts';
import { toApplicationFailure } from '../failures/to-application-failure.ts';

/** What was found, and how much of the attempt's time is left. */
export interface LookedBehind {
  readonly known: LeftBehind;
  readonly timeoutMs: number;
}

interface WriteToLookBehind {
  readonly tool: string;
  readonly callId: string;
  readonly origin?: Origin;
}

/**
 * Read what a reset left behind, where the execution that a write comes from was made by one. Any other pays nothing, not
 * even a turn of the event loop.
 *
 * Takes half of the attempt's time at most. When it cannot be read just now the call is given back, at no cost of attempts,
 * and its run sends it out again later: nothing goes out on a guess.
 */
export function lookBehind(
  context: Context,
  about: WriteToLookBehind,
  dependencies: Pick<ActivityDependencies, 'leftBehind'>,
): Promise<LookedBehind> | undefined {
  const { workflowExecution: of } = context.info;
  const { origin } = about;
  if (!origin || !of || (origin.originalRunId === of.runId && !origin.afterReset)) return undefined;
  return look(context, of, about, dependencies);
}

async function look(
  { info: { attempt, startToCloseTimeoutMs } }: Context,
  of: { readonly workflowId: string; readonly runId: string },
  { tool, callId }: WriteToLookBehind,
  { leftBehind }: Pick<ActivityDependencies, 'leftBehind'>,
): Promise<LookedBehind> {
  const begunMs = performance.now();
  try {
    const known = await leftBehind(of, Math.floor(startToCloseTimeoutMs / 2), callId);
    return { known, timeoutMs: Math.floor(startToCloseTimeoutMs - (performance.now() - begunMs)) };
  } catch (error) {
    throw toApplicationFailure({
      type: failureTypes.pastUnread,
      message: `${tool} was not called: its run was reset in Temporal, and what it had done before could not be read (${boundedError(error, 0).message}). Nothing was done.`,
      retryable: false,
      attempt,
      callId,
      throttled: true,
      cause: error,
    });
  }
}
