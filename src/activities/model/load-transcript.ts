import type { Context } from '@temporalio/activity';
import type { WindowReference } from '../../contracts/activities.ts';
import type { Charter } from '../../core/charter/charter.ts';
import type { Message } from '../../core/context/message.ts';
import { failureTypes } from '../../core/values/failure-types.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { toApplicationFailure } from '../failures/to-application-failure.ts';
import { isWindowOf } from './transcript-cache.ts';

export interface KnownTranscript {
  readonly charter: Charter;
  readonly prefix: readonly Message[];
}

/**
 * Find what a run's model call goes on from: in the worker's cache, else by one query to the run.
 *
 * Fails retryably and unbilled when the run does not answer in time or tells another window than the one referred to.
 */
export async function loadTranscript(
  input: WindowReference,
  context: Context,
  { transcripts, queryWindow, log }: ActivityDependencies,
): Promise<KnownTranscript> {
  const charter = transcripts.charter(input.charterDigest);
  const prefix = transcripts.prefix(input.head);
  if (charter && prefix) return { charter, prefix };

  const { workflowExecution, attempt } = context.info;
  const unavailable = (why: string, cause?: unknown): Error =>
    toApplicationFailure({
      type: failureTypes.transcriptUnavailable,
      message: `The transcript of turn ${input.turn} could not be read from its run: ${why}. Nothing was done.`,
      retryable: true,
      attempt,
      cause,
    });
  if (!workflowExecution) throw unavailable('the activity belongs to no workflow');
  log.debug({ turn: input.turn, knownMessages: input.head.length }, 'transcript not cached, asking the run');
  const window = await queryWindow(workflowExecution.workflowId, workflowExecution.runId).catch(
    (cause: unknown) => {
      throw unavailable('no answer to the window query', cause);
    },
  );
  if (!window) throw unavailable('it has no charter yet');
  if (!isWindowOf(window, input.head, input.charterDigest)) {
    throw unavailable('its window is not the one this call goes on from');
  }
  transcripts.rememberCharter(window.charter);
  return { charter: window.charter, prefix: window.messages };
}
