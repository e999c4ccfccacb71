import { boundedText } from '../../core/values/bounded-text.ts';
import type { StallView } from '../../core/view/run-view.ts';
import { eventTimeMs } from '../../histories/history-event.ts';
import { requestTemporal, type TemporalAccess } from '../connection/temporal-access.ts';
import type { FoundRun } from './find-run.ts';

/** Only the first failure of a step stands in the history; after it come messages alone. */
const readEvents = 100;
/** `WorkflowTaskFailedCause`: that is how a reset is noted. */
const resetWorkflow = 20;
const maxReasonChars = 500;

/** Read why a run makes no step although workers take it up: a codec without its key, a bug. Undefined where none failed. */
export async function readStall(
  access: TemporalAccess,
  { id, runId, stepAttempts }: Pick<FoundRun, 'id' | 'runId' | 'stepAttempts'>,
): Promise<StallView | undefined> {
  const { client, namespace } = access;
  const { history } = await requestTemporal(access, { run: id }, () =>
    client.connection.workflowService.getWorkflowExecutionHistoryReverse({
      namespace,
      execution: { workflowId: id, runId },
      maximumPageSize: readEvents,
    }),
  );
  for (const event of history?.events ?? []) {
    if (event.workflowTaskCompletedEventAttributes) return undefined;
    const failed = event.workflowTaskFailedEventAttributes;
    if (!failed?.failure?.message || Number(failed.cause) === resetWorkflow) continue;
    return {
      reason: boundedText(failed.failure.message, { chars: maxReasonChars }),
      since: new Date(eventTimeMs(event)).toISOString(),
      attempts: Math.max(1, stepAttempts),
    };
  }
  return undefined;
}
