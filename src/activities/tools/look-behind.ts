import type { Context } from '@temporalio/activity';
import type { WriteOrigin } from '../../contracts/activities.ts';
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

/**
 * Read what a reset left behind, where the execution that a write comes from was made by one. Any other pays nothing.
 *
 * Takes half of the attempt's time at most. Fails so that it is tried again, and certainly without effect, when it cannot
 * be read just now: nothing goes out on a guess.
 */
export async function lookBehind(
  { info }: Context,
  about: { readonly tool: string; readonly callId: string; readonly origin?: WriteOrigin },
  { leftBehind }: Pick<ActivityDependencies, 'leftBehind'>,
): Promise<LookedBehind | undefined> {
  const { workflowExecution: of, attempt, startToCloseTimeoutMs } = info;
  const { origin, tool, callId } = about;
  if (!origin || !of || (origin.originalRunId === of.runId && !origin.afterReset)) return undefined;
  const begunMs = performance.now();
  try {
    const known = await leftBehind(of, Math.floor(startToCloseTimeoutMs / 2));
    return { known, timeoutMs: Math.floor(startToCloseTimeoutMs - (performance.now() - begunMs)) };
  } catch (error) {
    throw toApplicationFailure({
      type: failureTypes.toolTransient,
      message: `${tool} was not called: its run was reset in Temporal, and what it had done before could not be read (${boundedError(error, 0).message}). Nothing was done.`,
      retryable: true,
      attempt,
      callId,
      cause: error,
    });
  }
}
