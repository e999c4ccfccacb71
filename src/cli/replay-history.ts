import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { History } from '@temporalio/common/lib/proto-utils.js';
import { CliError } from './cli-error.ts';
import { exitCodes } from './exit-codes.ts';

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

/**
 * Read a history as `temporal workflow show --output json` and the UI's download write it.
 *
 * @throws CliError 2 `history_unreadable` for anything else.
 */
export async function readHistoryFile(file: string, cwd: string): Promise<HistorySource> {
  try {
    const json = JSON.parse(await readFile(resolve(cwd, file), 'utf8')) as { events?: unknown };
    if (!Array.isArray(json.events) || json.events.length === 0)
      throw new Error('It holds no list of events.');
    const { historyFromJSON } = await import('@temporalio/common/lib/proto-utils.js');
    const history = historyFromJSON(json) as History;
    const started = history.events?.[0]?.workflowExecutionStartedEventAttributes;
    if (!started) throw new Error('Its first event is not the start of a workflow.');
    return { source: file, workflowId: started.workflowId || file, history };
  } catch (error) {
    throw new CliError({
      exitCode: exitCodes.usage,
      code: 'history_unreadable',
      message: `The history ${file} cannot be read.`,
      why: error instanceof Error ? error.message : String(error),
      unchanged: 'Nothing was replayed.',
      next: 'temporal workflow show --workflow-id ID --output json > FILE',
      cause: error,
    });
  }
}

/** Replay histories with the workflows of this build, one after the other. A difference is a result, not an error. */
export async function replayHistories(
  sources: readonly HistorySource[],
  env: NodeJS.ProcessEnv,
): Promise<ReplayResult[]> {
  const [{ Worker }, { loadWorkflowBundle }, { createLog }, { routeTemporalLogs }] = await Promise.all([
    import('@temporalio/worker'),
    import('../workers/workflow-bundle.ts'),
    import('../workers/log.ts'),
    import('../workers/temporal-runtime.ts'),
  ]);
  // What a difference has to say comes as its error; the worker's own log would say it twice.
  const logger = routeTemporalLogs(createLog({ env, level: env['HOLDFAST_LOG_LEVEL'] ?? 'silent' }));
  const { codePath } = await loadWorkflowBundle({ env, logger });
  const results: ReplayResult[] = [];
  for (const { source, workflowId, history } of sources) {
    try {
      await Worker.runReplayHistory({ workflowBundle: { codePath } }, history, workflowId);
      results.push({ source, ok: true });
    } catch (error) {
      results.push({ source, ok: false, error: error instanceof Error ? error.message : String(error) });
    }
  }
  return results;
}
