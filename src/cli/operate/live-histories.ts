import type { ConnectionTarget } from '../../client/connection/connection-target.ts';
import type { HistoryEvent } from '../../histories/history-event.ts';
import type { OwnDataConverter } from '../../payloads/data-converter.ts';
import type { HistorySource } from '../../workers/replay-histories.ts';

/**
 * Read the histories of a run: one for each part that it continued as.
 *
 * @throws HoldfastError 3 when there is no such run.
 */
export async function readLiveHistories(
  target: ConnectionTarget,
  run: string,
  dataConverter: OwnDataConverter | undefined,
): Promise<HistorySource[]> {
  const [{ openTemporal }, { findRun }, { firstKeptRunId, readEvents }] = await Promise.all([
    import('../../client/connection/open-temporal.ts'),
    import('../../client/runs/find-run.ts'),
    import('../../client/history/read-history.ts'),
  ]);
  const access = await openTemporal(target, { dataConverter });
  try {
    const found = await findRun(access, run);
    const runId = await firstKeptRunId(access, found.id, found.runId);
    const parts: HistoryEvent[][] = [];
    for await (const events of readEvents(access, { workflowId: found.id, runId })) {
      for (const event of events) {
        if (event.workflowExecutionStartedEventAttributes) parts.push([]);
        parts.at(-1)?.push(event);
      }
    }
    return parts.map((events, index) => ({
      source: parts.length === 1 ? found.id : `${found.id} part ${index + 1}`,
      workflowId: found.id,
      history: { events },
    }));
  } finally {
    await access.close();
  }
}
