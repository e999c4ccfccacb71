import type { Client } from '@temporalio/client';
import type { Past } from '../core/resets/past.ts';
import { historySource } from '../histories/history-source.ts';
import { readPastOf } from '../histories/past-of-run.ts';

/** Read what a run has to know of executions that resets left behind, for an activity of it. */
export type ReadPastOf = (of: { readonly workflowId: string; readonly runId: string }) => Promise<Past>;

const readTimeoutMs = 50_000;

export function createReadPast(client: Client): ReadPastOf {
  const source = historySource(client, client.options.namespace);
  return (of) => client.connection.withDeadline(Date.now() + readTimeoutMs, () => readPastOf(source, of));
}
