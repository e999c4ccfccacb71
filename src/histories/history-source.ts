import type { Client } from '@temporalio/client';
import type { LoadedDataConverter } from '@temporalio/common';
import { given } from '../core/values/given.ts';
import type { HistoryEvent } from './history-event.ts';
import { queryLiteral } from './query-literal.ts';

/** Where histories are read from. Deadlines, and what an error means to people, are up to whoever asks. */
export interface HistorySource {
  readonly converter: LoadedDataConverter;
  /**
   * Run ids of a workflow id, the oldest first: those that the server lists, and the latest, which it knows at once.
   *
   * Empty when there is none. A list follows within a moment.
   */
  executions(workflowId: string): Promise<readonly ListedExecution[]>;
  /** The events of one execution, a page at a time; rejects when its history is not kept any more. */
  events(workflowId: string, runId: string): AsyncIterable<readonly HistoryEvent[]>;
  /** Whether an error only says that there is no such execution, or no longer. */
  isGone(error: unknown): boolean;
}

export interface ListedExecution {
  readonly runId: string;
  readonly startedAtMs: number;
  /** It went on in another execution. */
  readonly isPart: boolean;
}

/** One workflow id has few; more are not looked at. */
export const maxExecutions = 200;

const grpcNotFound = 5;

export function historySource(client: Client, namespace: string): HistorySource {
  const { workflow, connection, options } = client;
  const isGone = (error: unknown): boolean => {
    const { name, code, cause } = (error ?? {}) as { name?: unknown; code?: unknown; cause?: unknown };
    if (name === 'WorkflowNotFoundError' || code === grpcNotFound) return true;
    return cause !== undefined && cause !== error && isGone(cause);
  };
  return {
    converter: options.loadedDataConverter,
    isGone,
    async executions(workflowId) {
      const found = new Map<string, ListedExecution>();
      const note = (one: { runId: string; startTime: Date; status: { name: string } }): void => {
        const isPart = one.status.name === 'CONTINUED_AS_NEW';
        found.set(one.runId, { runId: one.runId, startedAtMs: one.startTime.getTime(), isPart });
      };
      const query = `WorkflowId = ${queryLiteral(workflowId)}`;
      for await (const one of workflow.list({ query, pageSize: maxExecutions })) {
        note(one);
        if (found.size > maxExecutions) break;
      }
      try {
        note(await workflow.getHandle(workflowId).describe());
      } catch (error) {
        if (!isGone(error)) throw error;
      }
      return [...found.values()].sort((a, b) => a.startedAtMs - b.startedAtMs);
    },
    async *events(workflowId, runId) {
      let nextPageToken: Uint8Array | null = null;
      do {
        const page: Awaited<ReturnType<typeof connection.workflowService.getWorkflowExecutionHistory>> =
          await connection.workflowService.getWorkflowExecutionHistory({
            namespace,
            execution: { workflowId, runId },
            ...given({ nextPageToken: nextPageToken ?? undefined }),
          });
        yield page.history?.events ?? [];
        nextPageToken = page.nextPageToken ?? null;
      } while (nextPageToken && nextPageToken.length > 0);
    },
  };
}
