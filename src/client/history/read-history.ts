import type { HistoryFact } from '../../core/trace/history-fact.ts';
import { given } from '../../core/values/given.ts';
import { factsOf } from '../../histories/facts-of-events.ts';
import { continuedAs, type HistoryEvent } from '../../histories/history-event.ts';
import { requestTemporal, type TemporalAccess } from '../connection/temporal-access.ts';
import { fromTemporalError, grpcStatus } from '../errors/from-temporal-error.ts';
import { HoldfastError } from '../errors/holdfast-error.ts';

export interface HistoryRange {
  readonly workflowId: string;
  /** Where to begin: one execution of the chain. */
  readonly runId: string;
  /** Wait for what is still to come, until the run closes. Needs no worker. */
  readonly wait?: boolean;
  /** `close`: of each execution only the event that closes it. */
  readonly only?: 'close';
  readonly signal?: AbortSignal | undefined;
}

/** The server answers a long poll within 20 seconds; one that takes this long is lost. */
const longPollTimeoutMs = 60_000;
const closeEventFilter = 2;
const grpcCancelled = 1;

/**
 * Read the events of an execution and of those that it continued as, a page at a time.
 *
 * Ends after the last event there is, or with `wait` when the run closes or the signal is aborted.
 *
 * @throws HoldfastError not-found when the execution is not there, or no longer.
 */
export async function* readEvents(
  access: TemporalAccess,
  range: HistoryRange,
): AsyncGenerator<readonly HistoryEvent[]> {
  let runId: string | undefined = range.runId;
  while (runId !== undefined) {
    let next: string | undefined;
    for await (const events of readExecution(access, { ...range, runId })) {
      if (events.length > 0) yield events;
      next = events.map(continuedAs).find((id) => id !== undefined) ?? next;
    }
    runId = range.signal?.aborted === true ? undefined : next;
  }
}

async function* readExecution(
  access: TemporalAccess,
  { workflowId, runId, wait = false, only, signal }: HistoryRange,
): AsyncGenerator<readonly HistoryEvent[]> {
  const { client, namespace } = access;
  let nextPageToken: Uint8Array | null = null;
  do {
    const ask = () =>
      client.connection.workflowService.getWorkflowExecutionHistory({
        namespace,
        execution: { workflowId, runId },
        waitNewEvent: wait,
        ...given({ nextPageToken: nextPageToken ?? undefined }),
        ...(only === 'close' ? { historyEventFilterType: closeEventFilter } : {}),
      });
    try {
      const page: Awaited<ReturnType<typeof ask>> = await client.connection.withDeadline(
        Date.now() + longPollTimeoutMs,
        () => (signal ? client.connection.withAbortSignal(signal, ask) : ask()),
      );
      yield page.history?.events ?? [];
      nextPageToken = page.nextPageToken ?? null;
    } catch (error) {
      if (signal?.aborted === true && grpcStatus(error)?.code === grpcCancelled) return;
      throw fromTemporalError(error, { ...access, run: workflowId });
    }
  } while (nextPageToken && nextPageToken.length > 0 && signal?.aborted !== true);
}

/**
 * Read what the histories of a run tell, as `factsOf` does, from the given execution on.
 *
 * With `wait` what has ended comes once a worker has taken it in.
 */
export function readFacts(
  access: TemporalAccess,
  range: HistoryRange,
): AsyncGenerator<readonly HistoryFact[]> {
  return factsOf(access.client.options.loadedDataConverter, range.workflowId, readEvents(access, range));
}

/**
 * Find the first execution of a chain whose history is still kept, going back from its last: from the first on, the way may
 * lead into executions that a reset left behind.
 */
export async function firstKeptRunId(
  access: TemporalAccess,
  workflowId: string,
  runId: string,
): Promise<string> {
  let kept = runId;
  for (;;) {
    const event = await firstEvent(access, workflowId, kept);
    const before = event?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId;
    if (!before || !(await firstEvent(access, workflowId, before))) return kept;
    kept = before;
  }
}

export async function firstEvent(
  access: TemporalAccess,
  workflowId: string,
  runId: string,
): Promise<HistoryEvent | undefined> {
  const { client, namespace } = access;
  try {
    const { history } = await requestTemporal(access, { run: workflowId }, () =>
      client.connection.workflowService.getWorkflowExecutionHistory({
        namespace,
        execution: { workflowId, runId },
        maximumPageSize: 1,
      }),
    );
    return history?.events?.[0];
  } catch (error) {
    if (error instanceof HoldfastError && error.code === 'run_not_found') return undefined;
    throw error;
  }
}
