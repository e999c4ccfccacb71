import type { Client } from '@temporalio/client';
import type { LeftBehind } from '../core/effects/made-before-reset.ts';
import { historySource } from '../histories/history-source.ts';
import { readLeftBehind } from '../histories/left-behind.ts';
import { lateReading } from './late-reading.ts';

interface Execution {
  readonly workflowId: string;
  readonly runId: string;
}

/**
 * Read what resets of the run left behind that an activity belongs to; of an undo's execution, of the run that it undoes.
 *
 * Rejects when that takes longer than it may. The reading goes on then, and is given to each `caller`, a call or an effect,
 * that waited for it in vain and asks again.
 */
export type ReadLeftBehind = (of: Execution, withinMs: number, caller: string) => Promise<LeftBehind>;

const undoPrefix = 'undo/';
const readTimeoutMs = 60_000;
/** A call that was given back goes out again within half a minute. */
const keptMs = 40_000;

export function createReadLeftBehind(client: Client): ReadLeftBehind {
  const source = historySource(client, client.options.namespace);
  const read = (key: string): Promise<LeftBehind> =>
    client.connection.withDeadline(Date.now() + readTimeoutMs, async () => {
      const { workflowId, runId } = executionOf(key);
      if (!workflowId.startsWith(undoPrefix)) return readLeftBehind(source, { workflowId, runId });
      const run = workflowId.slice(undoPrefix.length);
      const latest = await client.workflow.getHandle(run).describe();
      return readLeftBehind(source, { workflowId: run, runId: latest.runId, undo: runId });
    });
  const late = lateReading(read, keptMs);
  return ({ workflowId, runId }, withinMs, caller) => late.get(`${workflowId}/${runId}`, caller, withinMs);
}

/** A run id has no slash. */
function executionOf(key: string): Execution {
  const end = key.lastIndexOf('/');
  return { workflowId: key.slice(0, end), runId: key.slice(end + 1) };
}
