import { Client, type Connection } from '@temporalio/client';
import type { LeftBehind } from '../core/effects/made-before-reset.ts';
import { historySource } from '../histories/history-source.ts';
import { readLeftBehind } from '../histories/left-behind.ts';

/**
 * Read what resets of the run left behind that an activity belongs to; of an undo's execution, of the run that it undoes.
 *
 * Rejects when that takes longer than it may.
 */
export type ReadLeftBehind = (
  of: { readonly workflowId: string; readonly runId: string },
  withinMs: number,
) => Promise<LeftBehind>;

const undoPrefix = 'undo/';

export function createReadLeftBehind(connection: Connection, namespace: string): ReadLeftBehind {
  const client = new Client({ connection, namespace });
  const source = historySource(client, namespace);
  return ({ workflowId, runId }, withinMs) =>
    connection.withDeadline(Date.now() + withinMs, async () => {
      if (!workflowId.startsWith(undoPrefix)) return readLeftBehind(source, { workflowId, runId });
      const run = workflowId.slice(undoPrefix.length);
      const latest = await client.workflow.getHandle(run).describe();
      return readLeftBehind(source, { workflowId: run, runId: latest.runId, undo: runId });
    });
}
