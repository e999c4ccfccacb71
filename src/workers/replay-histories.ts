import type { History } from '@temporalio/common/lib/proto-utils.js';
import { Worker, type WorkflowBundleOption } from '@temporalio/worker';
import type { Logger } from 'pino';
import { createLog } from './log.ts';
import { routeTemporalLogs } from './temporal-runtime.ts';
import { loadWorkflowBundle } from './workflow-bundle.ts';

/** One history to replay, and where it came from. */
export interface HistorySource {
  readonly source: string;
  readonly workflowId: string;
  readonly history: History;
}

/** One line of `holdfast.replay/v1`. */
export interface ReplayResult {
  readonly source: string;
  readonly ok: boolean;
  readonly error?: string;
}

export interface ReplayOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Default: silent unless `HOLDFAST_LOG_LEVEL` says otherwise; a difference is told by its result already. */
  readonly log?: Logger;
  /** Workflow code other than this build's. */
  readonly bundle?: WorkflowBundleOption;
}

/**
 * Replay histories with the workflows of this build, in the given order. Needs no server.
 *
 * A difference, or a history that cannot be replayed at all, is a result and not an error; the others are replayed
 * all the same.
 */
export async function replayHistories(
  sources: readonly HistorySource[],
  options: ReplayOptions = {},
): Promise<ReplayResult[]> {
  const { env = process.env } = options;
  const logger = routeTemporalLogs(
    options.log ?? createLog({ env, level: env.HOLDFAST_LOG_LEVEL ?? 'silent' }),
  );
  const workflowBundle = options.bundle ?? { codePath: (await loadWorkflowBundle({ env, logger })).codePath };
  const results: ReplayResult[] = [];
  // The SDK stops at a history that it cannot read; the next round goes on behind it.
  for (let left = sources; left.length > 0; left = sources.slice(results.length)) {
    let stopped: unknown = new Error('The replay ended without a word on this history.');
    try {
      for await (const { error } of Worker.runReplayHistories({ workflowBundle }, left)) {
        results.push(resultOf(sources[results.length], error));
      }
    } catch (error) {
      stopped = error;
    }
    const unread = sources[results.length];
    if (unread) results.push(resultOf(unread, stopped));
  }
  return results;
}

function resultOf(source: HistorySource | undefined, error: unknown): ReplayResult {
  const name = source?.source ?? '';
  if (error === undefined || error === null) return { source: name, ok: true };
  return { source: name, ok: false, error: error instanceof Error ? error.message : String(error) };
}
