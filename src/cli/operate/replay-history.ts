import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { History } from '@temporalio/common/lib/proto-utils.js';
import type { HistorySource } from '../../workers/replay-histories.ts';
import { CliError } from '../errors/cli-error.ts';

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
      kind: 'usage',
      code: 'history_unreadable',
      message: `The history ${file} cannot be read.`,
      why: error instanceof Error ? error.message : String(error),
      unchanged: 'Nothing was replayed.',
      command: 'temporal workflow show --workflow-id ID --output json > FILE',
      cause: error,
    });
  }
}
