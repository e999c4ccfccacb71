import type { SearchAttributeName } from '../../contracts/search-attributes.ts';
import { type RunView, runStateNames, waitsForPeople } from '../../core/view/run-view.ts';
import { continuedAs, type HistoryEvent } from '../../histories/history-event.ts';
import type { TemporalAccess } from '../connection/temporal-access.ts';
import { HoldfastError } from '../errors/holdfast-error.ts';
import { readEvents } from '../history/read-history.ts';
import { findRun } from './find-run.ts';
import { showRun } from './show-run.ts';

export interface WaitOptions {
  /** Of the waiting, not of the run. For ever unless told. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Wait until a run closes. Needs no worker.
 *
 * @throws HoldfastError timeout `wait_timeout` or interrupted `interrupted`: the run goes on; not-found when there is no
 * such run.
 */
export async function waitForClose(
  access: TemporalAccess,
  run: string,
  options: WaitOptions = {},
): Promise<RunView> {
  const { id, ...first } = await findRun(access, run);
  await waiting(id, options, async (signal) => {
    // A reset ends an execution, and its run goes on in another.
    for (let { runId } = first, isClosed = false; !isClosed; ) {
      const range = { workflowId: id, runId, wait: true, only: 'close', signal } as const;
      for await (const _ of readEvents(access, range)) signal?.throwIfAborted();
      signal?.throwIfAborted();
      const latest = await findRun(access, id);
      isClosed = !latest.isOpen;
      runId = latest.runId;
    }
  });
  return showRun(access, id);
}

/**
 * Wait until a run waits for somebody or closes: for a user, a person, a decision, or to be resumed.
 *
 * @throws HoldfastError as `waitForClose`.
 */
export async function waitForPeople(
  access: TemporalAccess,
  run: string,
  options: WaitOptions = {},
): Promise<RunView> {
  const { id } = await findRun(access, run);
  return waiting(id, options, async (signal) => {
    for (;;) {
      const view = await showRun(access, id);
      signal?.throwIfAborted();
      if (!goOnAlone.includes(view.state)) return view;
      await nextStop(access, id, signal);
      signal?.throwIfAborted();
    }
  });
}

/** Returns when the history tells that the run no longer goes on by itself, after all that happened before this call. */
async function nextStop(access: TemporalAccess, run: string, signal: AbortSignal | undefined): Promise<void> {
  const { id, runId, historyLength } = await findRun(access, run);
  let goesOn = true;
  let seen = 0;
  for await (const events of readEvents(access, { workflowId: id, runId, wait: true, signal })) {
    for (const event of events) goesOn = goesOnAfter(event) ?? goesOn;
    seen += events.length;
    if (seen >= historyLength && !goesOn) return;
  }
}

/** States that a run leaves without anybody. */
const goOnAlone: readonly string[] = runStateNames.filter(
  (state) => state !== 'closed' && !waitsForPeople(state),
);
const stateAttribute: SearchAttributeName = 'HoldfastState';

/** Whether a run goes on running after an event; undefined where the event does not tell. */
function goesOnAfter(event: HistoryEvent): boolean | undefined {
  if (continuedAs(event) !== undefined) return true;
  const upserted =
    event.upsertWorkflowSearchAttributesEventAttributes?.searchAttributes?.indexedFields?.[stateAttribute];
  return upserted?.data ? goOnAlone.includes(JSON.parse(Buffer.from(upserted.data).toString())) : undefined;
}

async function waiting<T>(
  run: string,
  { timeoutMs, signal }: WaitOptions,
  wait: (signal: AbortSignal | undefined) => Promise<T>,
): Promise<T> {
  const timeout = timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs);
  const signals = [timeout, signal].filter((given) => given !== undefined);
  const either = signals.length === 0 ? undefined : AbortSignal.any(signals);
  try {
    const result = await wait(either);
    either?.throwIfAborted();
    return result;
  } catch (error) {
    if (either?.aborted !== true) throw error;
    const timedOut = timeout?.aborted === true;
    throw new HoldfastError({
      kind: timedOut ? 'timeout' : 'interrupted',
      code: timedOut ? 'wait_timeout' : 'interrupted',
      message: timedOut
        ? `The run ${run} did not come so far within ${(timeoutMs ?? 0) / 1_000} s.`
        : `Waiting for the run ${run} was interrupted.`,
      unchanged: 'The run goes on.',
      next: [{ action: 'watch', run }],
      details: { run },
      cause: error,
    });
  }
}
