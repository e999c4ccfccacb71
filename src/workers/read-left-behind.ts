import { Client, type Connection } from '@temporalio/client';
import type { LeftBehind } from '../core/effects/made-before-reset.ts';
import { historySource } from '../histories/history-source.ts';
import { readLeftBehind } from '../histories/left-behind.ts';

interface Execution {
  readonly workflowId: string;
  readonly runId: string;
}

/**
 * Read what resets of the run left behind that an activity belongs to; of an undo's execution, of the run that it undoes.
 *
 * Rejects when that takes longer than it may. The reading goes on then, and whoever asks next is given what it brings.
 */
export type ReadLeftBehind = (of: Execution, withinMs: number) => Promise<LeftBehind>;

const undoPrefix = 'undo/';
const readTimeoutMs = 60_000;
/** A call that was given back goes out again within half a minute. */
const keptMs = 40_000;

export function createReadLeftBehind(connection: Connection, namespace: string): ReadLeftBehind {
  const client = new Client({ connection, namespace });
  const source = historySource(client, namespace);
  const late = new Map<string, Promise<LeftBehind>>();
  const read = ({ workflowId, runId }: Execution): Promise<LeftBehind> =>
    connection.withDeadline(Date.now() + readTimeoutMs, async () => {
      if (!workflowId.startsWith(undoPrefix)) return readLeftBehind(source, { workflowId, runId });
      const run = workflowId.slice(undoPrefix.length);
      const latest = await client.workflow.getHandle(run).describe();
      return readLeftBehind(source, { workflowId: run, runId: latest.runId, undo: runId });
    });
  return async (of, withinMs) => {
    const key = `${of.workflowId}/${of.runId}`;
    const reading = late.get(key) ?? read(of);
    late.delete(key);
    const found = await within(withinMs, reading);
    if (found) return found;
    late.set(key, reading);
    const forget = () => late.get(key) === reading && late.delete(key);
    reading.then(() => setTimeout(forget, keptMs).unref(), forget);
    throw new Error(`not read within ${withinMs} ms`);
  };
}

async function within<Value>(ms: number, work: Promise<Value>): Promise<Value | undefined> {
  const { promise: over, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), ms);
  try {
    return await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
  }
}
