import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { undoRunWorkflowId } from '../../../src/contracts/names.ts';
import { clearFaults, type Fault, listFaultStrikes, setFault } from '../../../src/samples/testing/faults.ts';
import type { CompletionWatch } from './completion-watch.ts';
import type { CrashColumn, CrashPoint, CrashRow } from './crash-row.ts';
import type { CrashEnd, CrashStage, CrashVariant } from './crash-scenario.ts';
import type { CrashWorkers } from './crash-workers.ts';
import { resetExecution } from './reset-execution.ts';

export interface CrashVerdict {
  readonly column: CrashColumn;
  readonly name: string;
  /** What is not as in the run that nothing befell; empty when all is. */
  readonly problems: readonly string[];
  readonly killed: boolean;
  /** From the kill to the next completion of another worker. */
  readonly takenOverAfterMs?: number | undefined;
  /** From the kill to the next time that the model is asked. */
  readonly modelCallAfterMs?: number | undefined;
  /** From the start of the run to the end of its undo. */
  readonly totalMs: number;
}

export interface Played {
  readonly end: CrashEnd;
  readonly runId: string;
  readonly ms: number;
}

export interface RowStage extends CrashStage {
  readonly plain: CrashEnd;
  readonly workers: CrashWorkers;
  readonly watch: CompletionWatch;
  readonly play: (variant?: CrashVariant) => Promise<Played>;
}

/** Play one row: two workers that poll, or one alone, and what the row says befalls them or the run. */
export async function playRow(row: CrashRow, stage: RowStage): Promise<CrashVerdict> {
  const { column, name, point } = row;
  const { plain, world, workers, watch, play } = stage;
  await workers.fill(row.alone ? 1 : 2);
  await clearFaults(world);
  watch.begin(point);
  const over = new AbortController();
  const { promise: started, resolve: onStarted } = Promise.withResolvers<string>();
  const befallen = befall(point, stage, started, over.signal);
  const killed = point.by !== 'faults' && !(point.by === 'reset' && point.when === 'closed');
  const timed = () => ({
    takenOverAfterMs: watch.takenOverAfterMs,
    modelCallAfterMs: row.alone ? watch.modelCallAfterMs : undefined,
  });
  try {
    const { end, runId, ms } = await play({
      onStarted,
      ...(row.agent && { agent: row.agent }),
      ...(row.lateMs && { lateMs: row.lateMs }),
      ...(point.by === 'reset' &&
        (point.when === 'closed'
          ? { resetClosed: (id) => resetExecution(stage.temporal, id, point.target) }
          : { resetOpen: befallen })),
    });
    const problems = point.by === 'reset' ? differencesAfterReset(plain, end) : differences(plain, end);
    if (killed && watch.killedPid === undefined) problems.push('no worker was killed');
    if (!killed) problems.push(...(await notMet(point, stage)));
    if (row.alone) problems.push(...(await missedHeartbeats(stage, runId)));
    return { column, name, problems, killed, ...timed(), totalMs: ms };
  } catch (error) {
    return { column, name, problems: [String(error)], killed, ...timed(), totalMs: 0 };
  } finally {
    over.abort();
    await befallen;
  }
}

async function befall(
  point: CrashPoint,
  stage: RowStage,
  started: Promise<string>,
  over: AbortSignal,
): Promise<void> {
  const { workers } = stage;
  switch (point.by) {
    case 'proxy':
    case 'model':
      return;
    case 'faults':
      return setFaults(stage, point.faults);
    case 'tool': {
      const { tool, fault, whole, then } = point;
      const faults = [{ tool, kind: fault }, ...(then ? [{ tool, kind: then }] : [])];
      const struck = await struckBy(stage, faults, over);
      if (struck) workers.kill(struck.pid, whole ? { whole } : {});
      return;
    }
    case 'reset': {
      if (point.when === 'closed') return;
      const struck = await struckBy(stage, [{ tool: point.target.tool, kind: 'hold-after-commit' }], over);
      if (!struck) return;
      const runId = await started;
      await resetExecution(stage.temporal, runId, point.target);
      workers.kill(struck.pid);
      return;
    }
  }
}

/** The oldest is met first. */
async function setFaults({ world }: RowStage, faults: readonly Fault[]): Promise<void> {
  for (const fault of faults) {
    await setFault(world, fault);
    await delay(5);
  }
}

/** Wait for the call that the first of these holds. */
async function struckBy(stage: RowStage, faults: readonly Fault[], over: AbortSignal) {
  const { world } = stage;
  const before = (await listFaultStrikes(world)).length;
  await setFaults(stage, faults);
  while (!over.aborted) {
    const strike = (await listFaultStrikes(world))[before];
    if (strike) {
      // The strike is noted before the effect: let it commit.
      await delay(300);
      return strike;
    }
    await delay(20);
  }
  return undefined;
}

function differences(
  plain: Partial<CrashEnd>,
  end: Partial<CrashEnd>,
  fields = Object.keys(plain) as (keyof CrashEnd)[],
): string[] {
  return fields
    .filter((field) => !isDeepStrictEqual(plain[field], end[field]))
    .map((field) => `${field}: ${brief(end[field])} instead of ${brief(plain[field])}`);
}

/**
 * How a run that was reset tells of itself, by which ids, and in which order what it did is undone, is a matter of its
 * own. What it did to the world, and that all of it is undone, is not.
 */
function differencesAfterReset(plain: CrashEnd, end: CrashEnd): string[] {
  // What only an execution before the reset knows of bears that one's id in front of its own.
  const inAnyOrder = (of: CrashEnd): CrashEnd => ({
    ...of,
    undo: of.undo.map((item) => item.replace(/^[^\s:]+:/, '')).toSorted(),
  });
  const fields = ['worldAfterRun', 'undo', 'complete', 'worldAfterUndo', 'happened'] as const;
  return differences(inAnyOrder(plain), inAnyOrder(end), [...fields]);
}

function brief(value: unknown): string {
  return JSON.stringify(value).slice(0, 600);
}

/** A fault that no call met shows nothing. */
async function notMet(point: CrashPoint, { world }: RowStage): Promise<string[]> {
  if (point.by !== 'faults') return [];
  const strikes = (await listFaultStrikes(world)).slice(-point.faults.length);
  return point.faults
    .filter(({ tool, kind }, index) => strikes[index]?.tool !== tool || strikes[index]?.kind !== kind)
    .map(({ tool, kind }) => `no call of ${tool} met ${kind}`);
}

/** What a supervisor tells at once is not left for a heartbeat to miss. */
async function missedHeartbeats({ temporal }: RowStage, runId: string): Promise<string[]> {
  const missed: string[] = [];
  for (const workflowId of [runId, undoRunWorkflowId(runId)]) {
    const { events } = await temporal.workflow.getHandle(workflowId).fetchHistory();
    for (const { activityTaskTimedOutEventAttributes: lost } of events ?? []) {
      if (lost) missed.push(`${workflowId} found a call lost by its timeout alone`);
    }
  }
  return missed;
}
