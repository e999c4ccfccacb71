import type { HoldfastConfig } from '../config/define-config.ts';
import type { WindowView } from '../contracts/activities.ts';
import type { FileContents } from '../core/attachments/file-part.ts';
import type { LeftBehind } from '../core/effects/made-before-reset.ts';
import type { Past } from '../core/resets/past.ts';
import type { ModelPortLookup } from '../models/adapters/create-model-port.ts';
import type { PriceEntry } from '../models/prices.ts';
import type { Tool, ToolLog } from '../tools/define/tool.ts';
import type { FileCache } from './attachments/file-cache.ts';
import type { TranscriptCache } from './model/transcript-cache.ts';
import type { WatchedRuns } from './model/watched-runs.ts';

/** All that activities reach outside themselves; given by the composition root, or by a test. */
export interface ActivityDependencies {
  readonly config: Pick<HoldfastConfig, 'agents' | 'prices' | 'windows' | 'queues'>;
  readonly tools: ReadonlyMap<string, Tool>;
  readonly priceOf: (modelId: string) => PriceEntry | undefined;
  readonly openModel: (modelId: string) => ModelPortLookup;
  readonly queryWindow: (workflowId: string, runId: string) => Promise<WindowView | undefined>;
  /** What resets of a run left behind; rejects when it takes longer than it may. */
  readonly leftBehind: (
    of: { readonly workflowId: string; readonly runId: string },
    withinMs: number,
    caller: string,
  ) => Promise<LeftBehind>;
  /** Reads files of a run out of its histories, by their digests; those that no kept one holds are left out. */
  readonly readFiles: (
    of: { readonly workflowId: string; readonly runId: string },
    digests: readonly string[],
    withinMs: number,
  ) => Promise<FileContents>;
  readonly files: FileCache;
  /** What an execution's run has to know of those that resets left behind. */
  readonly pastOf: (of: { readonly workflowId: string; readonly runId: string }) => Promise<Past>;
  /** For how long each attempt of a run's activities runs that a worker has, by the activity's id. */
  readonly describeWork: (workflowId: string, runId: string) => Promise<Readonly<Record<string, number>>>;
  readonly transcripts: TranscriptCache;
  /** Runs whose text somebody wants to see as it comes. */
  readonly watched: WatchedRuns;
  readonly log: ToolLog;
}
