import { isDeepStrictEqual } from 'node:util';
import { traceRun } from '../../../src/client/runs/trace-run.ts';
import { callId } from '../../../src/core/ids/ids.ts';
import type { TraceStep } from '../../../src/core/trace/trace-view.ts';
import type { Json } from '../../../src/core/values/json.ts';
import { playTurns } from '../../../src/scripted-provider/play-turns.ts';
import type { Script } from '../../../src/scripted-provider/scripted-request.ts';
import { accessOf } from '../desk.ts';
import { itemsChangedTogether, repairItems } from '../repair-recorded-items.ts';
import type { GoldReplay } from '../tau2.ts';
import { sortedDiff, worldDiff } from '../world-diff.ts';
import { differingAnswers } from './compare-answers.ts';
import type { CaseLane } from './lane.ts';

/** The model proposes the recorded calls, one a turn, and then answers. */
function goldScript(replay: GoldReplay): Script {
  return playTurns([
    ...replay.steps.map((step) => ({ toolCalls: [{ name: step.name, arguments: step.arguments }] })),
    { text: `Task ${replay.task_id} is done.` },
  ]);
}

export interface GoldOptions {
  /** `retail` asks before it moves money: each question is approved. Default: the one that never asks. */
  readonly agent?: 'retail' | 'retail-unattended';
  readonly interfere?: (runId: string) => Promise<void>;
}

/**
 * Play one gold replay through the whole system and say what is not as recorded; an empty list is a pass.
 *
 * Compares every output and error, the whole world, and how often each write really happened.
 */
export async function playGoldCase(
  lane: CaseLane,
  replay: GoldReplay,
  { agent = 'retail-unattended', interfere }: GoldOptions = {},
): Promise<string[]> {
  await lane.reset();
  lane.desk.setScript(goldScript(replay));
  const id = await lane.desk.start({
    agent,
    taskId: lane.newTaskId(`gold-${replay.task_id}`),
    input: `Work on task ${replay.task_id}.`,
    budgetNanoUsd: 50_000_000_000,
    startedBy: 'verify',
  });
  await interfere?.(id);
  if (agent === 'retail') await approveAll(lane, id);
  const view = await lane.desk.result(id);
  const problems: string[] = [];
  if (view.outcome?.kind !== 'answered') problems.push(`outcome ${JSON.stringify(view.outcome)}`);

  const calls = replay.steps.map((recorded, index) => ({ id: callId(index + 1, 1), recorded }));
  problems.push(...differingAnswers(calls, await lane.answers(id), lane.start));

  const changed = itemsChangedTogether(replay.steps);
  const expected = sortedDiff(repairItems(replay.db_diff as unknown as Json, changed, lane.start) as never);
  const found = worldDiff(lane.start, await lane.world.exportWorld());
  if (!isDeepStrictEqual(found, expected)) {
    problems.push(`the world differs: expected ${cut(expected)}, found ${cut(found)}`);
  }
  if (agent === 'retail') problems.push(...(await unapproved(lane, id)));
  const writes = replay.steps.filter((step) => step.changed_db).length;
  problems.push(...(await lane.miscounted(id, writes)));
  return problems;
}

/** Decide every question of a run until it is closed. */
async function approveAll(lane: CaseLane, id: string): Promise<void> {
  for (;;) {
    const { state, approvals } = await lane.desk.settled(id);
    if (state === 'closed') return;
    for (const approval of approvals.filter((one) => one.state === 'open')) {
      const decision = { approvalId: approval.id, digest: approval.digest, decision: 'approve', by: 'bea' };
      await lane.desk.send(id, 'resolveApproval', decision);
    }
  }
}

/** Every write that moves money stands in the trace behind an approval of it, given before it began. */
async function unapproved({ desk }: CaseLane, id: string): Promise<string[]> {
  const { steps } = await traceRun(accessOf(desk), id);
  const endOf = ({ startedAt, durationMs = Number.NaN }: TraceStep) => Date.parse(startedAt) + durationMs;
  return steps.flatMap((step, position) => {
    const { kind, call, action, error, startedAt } = step;
    if (kind !== 'tool' || error || !askedTools.includes(action?.tool ?? '')) return [];
    const before = steps.slice(0, position).filter((one) => one.kind === 'approval' && one.call === call);
    return before.some((approval) => endOf(approval) <= Date.parse(startedAt))
      ? []
      : [`${call} ${action?.tool} began without an approval`];
  });
}

const askedTools: readonly string[] = [
  'cancel_pending_order',
  'exchange_delivered_order_items',
  'return_delivered_order_items',
  'modify_pending_order_items',
  'modify_pending_order_payment',
];

function cut(value: unknown): string {
  return JSON.stringify(value).slice(0, 400);
}
