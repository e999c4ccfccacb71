import type { LedgerEntry } from '../effects/effect.ts';

/** What executions spent that resets left behind, beyond what the run shares with them. */
export interface SpentBefore {
  readonly modelCalls: number;
  readonly toolCalls: number;
  readonly costNanoUsd: number;
  /** Calls that went to their tools, by tool. */
  readonly callsByTool: Readonly<Record<string, number>>;
}

/** What the run has to know of executions that resets left behind, as its histories told it at one moment. */
export interface Past {
  /** Run id of the execution that asked: another one has another past. */
  readonly readFor: string;
  readonly spent: SpentBefore;
  /** Effects of the run's own ledger, by key, of which others know more than that they were applied. */
  readonly changed: readonly ChangedEffect[];
}

export type ChangedEffect = Pick<LedgerEntry, 'idempotencyKey' | 'state' | 'mayBeUndone'>;

/** What a run knows of its past; absent while no worker has said that it has one. */
export interface KnownPast {
  /** Absent while it is neither wanted nor read. */
  readonly look?: 'wanted' | 'started';
  readonly looks: number;
  /** Absent before the first was read. */
  readonly readFor?: string;
  readonly spent: SpentBefore;
}

export const nothingSpent: SpentBefore = {
  modelCalls: 0,
  toolCalls: 0,
  costNanoUsd: 0,
  callsByTool: {},
};

/** Stands for the execution's own where what came before cannot be read: a run does not wait for it for ever. */
export const pastUnreadable = 'unreadable';

/**
 * Whether an execution has a past that its run does not know. A run that was never reset has none.
 *
 * `originalRunId`: the execution that its history began as, which a reset keeps; `afterReset`: a part of the run before it
 * was made by one.
 */
export function lacksPast(
  runId: string,
  { originalRunId, afterReset }: { readonly originalRunId: string; readonly afterReset?: true },
  readFor: string | undefined,
): boolean {
  if (readFor === pastUnreadable) return false;
  return originalRunId === runId ? afterReset === true && readFor === undefined : readFor !== runId;
}

/** What a part of a run hands on to the next one of it: what was read for an execution before its reset is out of date. */
export function carriedPast(
  past: KnownPast | undefined,
  runId: string,
  isReset: boolean,
): { past?: KnownPast } {
  if (!past) return {};
  if (!isReset || past.readFor === runId) return { past };
  const { readFor: _, ...outOfDate } = past;
  return { past: outOfDate };
}
