import type { History } from '@temporalio/common/lib/proto-utils.js';
import type { ReplayWorkerOptions, WorkflowBundleOption } from '@temporalio/worker';
import type { Logger } from 'pino';
import type { OwnDataConverter } from '../payloads/data-converter.ts';
import { openPayloads } from '../payloads/open-payloads.ts';
import type { ReplayReport } from '../reports/replay.ts';
import { agentWorker } from './agent-worker.ts';
import { createLog } from './log.ts';
import { routeTemporalLogs } from './temporal-runtime.ts';
import { workerDataConverter } from './worker-data-converter.ts';
import { loadWorkflowBundle } from './workflow-bundle.ts';

/** One history to replay, and where it came from. */
export interface HistorySource {
  readonly source: string;
  readonly workflowId: string;
  readonly history: History;
}

/** One line of the report: the same, or where it differs. */
export type ReplayResult = ReplayReport['histories'][number];

export interface ReplayOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Default: silent unless `HOLDFAST_LOG_LEVEL` says otherwise; a difference is told by its result already. */
  readonly log?: Logger;
  /** Workflow code other than this build's. */
  readonly bundle?: WorkflowBundleOption;
  /** What the histories were written with. */
  readonly dataConverter?: OwnDataConverter | undefined;
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
  const path = options.dataConverter?.payloadConverterPath;
  const payloads = await openPayloads(options.dataConverter);
  const workflowBundle = options.bundle ?? {
    codePath: (await loadWorkflowBundle({ env, logger, payloadConverterPath: path })).codePath,
  };
  const replayed = { workflowBundle, dataConverter: workerDataConverter(payloads, path, env) };
  const results: ReplayResult[] = [];
  for (let left = sources; left[0]; left = sources.slice(results.length)) {
    const unreadable = left.findIndex((source) => !hasStart(source));
    const readable = unreadable < 0 ? left : left.slice(0, unreadable);
    if (readable.length > 0) results.push(...(await replayReadable(readable, replayed)));
    else results.push(resultOf(left[0], new Error('Its first event is not the start of a workflow.')));
  }
  return results;
}

/** Without its start a history brings the SDK to a halt without a word. */
function hasStart({ history }: HistorySource): boolean {
  return Boolean(history.events?.[0]?.workflowExecutionStartedEventAttributes);
}

/** At least one result; fewer than histories when the SDK stopped at the last one told. */
async function replayReadable(
  sources: readonly HistorySource[],
  options: ReplayWorkerOptions,
): Promise<ReplayResult[]> {
  const results: ReplayResult[] = [];
  let stopped: unknown = new Error('The replay ended without a word on this history.');
  try {
    for await (const { error } of agentWorker().runReplayHistories(options, sources)) {
      results.push(resultOf(sources[results.length], error));
    }
  } catch (error) {
    stopped = error;
  }
  const unread = sources[results.length];
  return unread ? [...results, resultOf(unread, stopped)] : results;
}

function resultOf(source: HistorySource | undefined, error: unknown): ReplayResult {
  const name = source?.source ?? '';
  if (error === undefined || error === null) return { source: name, ok: true };
  const message = error instanceof Error ? error.message : String(error);
  const isDifference = /nondeterminism/i.test(message);
  return {
    source: name,
    ok: false,
    error: isDifference ? `${message.replace(/\.?$/, '.')} ${whatToDo}` : message,
  };
}

const whatToDo =
  'A run that is open at that point stops there when this build takes it over. Undo the change, or let such runs end ' +
  'on workers of the build that they were made with, or keep the old path for them: a decision of core by ' +
  'behaviourOf(charter), the order of commands of a driver by patched() of @temporalio/workflow.';
