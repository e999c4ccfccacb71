import { isOpenApproval } from '../approvals/approval.ts';
import { approvalView } from '../approvals/approval-view.ts';
import { heldFiles } from '../attachments/files-of-window.ts';
import { spentInAll } from '../budget/spent-in-all.ts';
import { isAnswered } from '../calls/call.ts';
import { modelOptionsOf } from '../charter/model-options.ts';
import { effectOf } from '../effects/effect.ts';
import { comparePlaces } from '../ids/ids.ts';
import { isAwaitingProvider, nextAskMs } from '../model/await-provider.ts';
import { lackingOfWorkers } from '../run/on-unserved.ts';
import type { RunState } from '../run/run-state.ts';
import { isWaitingForPeople, stageOf } from '../run/stage.ts';
import { isUndoing } from '../undo/undo-state.ts';
import { given } from '../values/given.ts';
import { callInWords } from './call-in-words.ts';
import { nextActions } from './next-actions.ts';
import type {
  BudgetView,
  ModelView,
  ProviderWaitView,
  RunPhase,
  RunStateName,
  RunTotals,
  RunView,
} from './run-view.ts';

/** Tell a run as users see it. `nowMs` is the reader's clock; a closed run's figures no longer move with it. */
export function viewOfRun(state: RunState, nowMs: number = state.nowMs): RunView {
  const { task, charter, question } = state;
  const budget = budgetView(state);
  const currentStep = currentStepOf(state);
  const view: Omit<RunView, 'next'> = {
    schema: 'holdfast.run/v1',
    id: state.workflowId,
    taskId: task.taskId,
    agent: task.agent,
    ...given({ agentVersion: charter?.agent.version, charterDigest: charter?.digest }),
    state: stateNameOf(state),
    phase: phaseOf(state),
    progress: progressOf(state),
    ...given({ currentStep }),
    canCancel: !state.outcome && !state.cancel,
    startedBy: task.startedBy,
    startedAt: isoOf(state.startedAtMs),
    ...(state.closedAtMs === undefined ? {} : { closedAt: isoOf(state.closedAtMs) }),
    ...given({ outcome: state.outcome }),
    totals: totalsOf(state, nowMs),
    ...given({ budget, refusedCalls: state.refusedCalls }),
    approvals: state.approvals.toSorted((a, b) => comparePlaces(a.id, b.id)).map(approvalView),
    effects: state.effects.toSorted((a, b) => comparePlaces(a.id, b.id)).map(effectOf),
    ...given({ lastMessage: state.lastMessage, awaitingProvider: providerWaitView(state) }),
    ...attachmentsView(state),
    ...given({ model: modelView(state) }),
    ...(question === undefined || state.outcome ? {} : { question }),
  };
  return { ...view, next: nextActions(view) };
}

export function stateNameOf(state: RunState): RunStateName {
  const stage = stageOf(state);
  if (stage === 'closed') return 'closed';
  if (isUndoing(state.undos)) return 'undoing';
  if (isAwaitingProvider(state)) return 'awaiting-provider';
  if (!isWaitingForPeople(state)) return 'running';
  if (state.paused) return 'paused';
  if (stage === 'awaiting-user') return 'awaiting-user';
  return state.approvals.some(isOpenApproval) ? 'awaiting-approval' : 'awaiting-human';
}

function phaseOf(state: RunState): RunPhase {
  if (state.outcome) return 'complete';
  if (state.ending) return 'reviewing';
  return state.counters.toolCalls === 0 ? 'planning' : 'executing';
}

/** Done steps of the model's plan; without a plan a coarse figure by phase. */
function progressOf(state: RunState): number {
  const byPhase: Record<RunPhase, number> = { planning: 10, executing: 50, reviewing: 90, complete: 100 };
  if (state.outcome || state.plan.length === 0)
    return state.turn === 0 && !state.outcome ? 0 : byPhase[phaseOf(state)];
  return Math.round((100 * state.plan.filter((step) => step.status === 'done').length) / state.plan.length);
}

function currentStepOf(state: RunState): string | undefined {
  if (state.outcome) return undefined;
  const lacking = lackingOfWorkers(state);
  if (lacking.length > 0) return `waits for a worker that has ${lacking.join(', ')}`;
  if (state.past?.look) return 'reads what it did before it was reset';
  const checked = state.undos.settlements?.open ?? [];
  if (checked.length > 0)
    return `a worker checks what was said of ${checked.map(({ effectId }) => effectId).join(', ')}`;
  if (isAwaitingProvider(state)) return `waits for ${state.charter?.model.id ?? 'its model'}`;
  if (state.modelCall) return `model call ${state.modelCall.id}`;
  const open = state.calls.filter((call) => !isAnswered(call));
  if (open.length > 0) return open.map(callInWords).join('; ');
  return state.plan.find((step) => step.status === 'in-progress')?.title;
}

function attachmentsView(state: RunState): Pick<RunView, 'attachments'> {
  const attachments = heldFiles(state).map(({ type: _, ...file }) => file);
  return attachments.length === 0 ? {} : { attachments };
}

/** Charters of builds without patience say less than this tells. */
function modelView({ charter }: RunState): ModelView | undefined {
  const { id, maxOutputTokens, timeoutMs, patienceMs, boundTokens } = charter?.model ?? {};
  if (!charter || id === undefined || maxOutputTokens === undefined) return undefined;
  if (timeoutMs === undefined || patienceMs === undefined) return undefined;
  return {
    id,
    maxOutputTokens,
    timeoutMs,
    patienceMs,
    ...given({ boundTokens }),
    ...modelOptionsOf(charter.model),
  };
}

function providerWaitView(state: RunState): ProviderWaitView | undefined {
  const { providerWait, charter } = state;
  if (!providerWait || !charter || !isAwaitingProvider(state)) return undefined;
  const nextMs = nextAskMs(state);
  return {
    model: charter.model.id,
    reason: providerWait.why,
    since: isoOf(providerWait.sinceMs),
    until: isoOf(providerWait.untilMs),
    ...(nextMs === undefined ? {} : { nextTry: isoOf(nextMs) }),
    asked: providerWait.requests,
  };
}

function totalsOf(state: RunState, nowMs: number): RunTotals {
  const { counters, humanWait } = state;
  const untilMs = state.closedAtMs ?? Math.max(nowMs, state.nowMs);
  return {
    turns: state.turn,
    ...counters,
    durationMs: untilMs - state.startedAtMs,
    humanWaitMs: humanWait.totalMs + (humanWait.sinceMs === undefined ? 0 : untilMs - humanWait.sinceMs),
  };
}

function budgetView(state: RunState): BudgetView | undefined {
  const budget = state.charter?.budget;
  if (!budget) return undefined;
  const spentNanoUsd = spentInAll(state).costNanoUsd;
  return {
    ...budget,
    spentNanoUsd,
    reservedNanoUsd: state.modelCall?.reservedNanoUsd ?? 0,
    softReached: spentNanoUsd >= budget.softNanoUsd,
  };
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}
