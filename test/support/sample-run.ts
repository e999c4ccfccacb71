import type { TraceStep } from '../../src/core/trace/trace-view.ts';
import { nextActions } from '../../src/core/view/next-actions.ts';
import type { ApprovalView, RunView } from '../../src/core/view/run-view.ts';

/** A closed run with one effect, for tests of what is shown of it. */
export function sampleRun(changes: Partial<RunView> = {}): RunView {
  const view: Omit<RunView, 'next'> = {
    schema: 'holdfast.run/v1',
    id: 'agent/retail/demo-1',
    taskId: 'demo-1',
    agent: 'retail',
    agentVersion: '1',
    state: 'closed',
    phase: 'complete',
    progress: 100,
    canCancel: false,
    startedBy: 'ada',
    startedAt: '2026-11-20T10:00:00.000Z',
    closedAt: '2026-11-20T10:00:06.200Z',
    outcome: { kind: 'answered', answer: 'Your order is cancelled.' },
    totals: {
      turns: 4,
      modelCalls: 4,
      toolCalls: 3,
      toolErrors: 0,
      inputTokens: 12_345,
      cachedInputTokens: 1_024,
      outputTokens: 512,
      costNanoUsd: 14_200_000,
      unsettledNanoUsd: 0,
      durationMs: 6_200,
      humanWaitMs: 0,
    },
    budget: {
      hardNanoUsd: 500_000_000,
      softNanoUsd: 375_000_000,
      spentNanoUsd: 14_200_000,
      reservedNanoUsd: 0,
      softReached: false,
    },
    approvals: [],
    effects: [
      {
        id: 'c3.1',
        turn: 3,
        tool: 'cancel_pending_order',
        class: 'compensable',
        resources: ['order:#W1001'],
        summary: 'cancel #W1001, ordered by mistake',
        state: 'applied',
        undoable: true,
      },
    ],
    lastMessage: 'Your order is cancelled.',
    ...changes,
  };
  return { ...view, next: changes.next ?? nextActions(view) };
}

/** The same run while it is open, without its end and its effect. */
export function sampleOpenRun(changes: Partial<RunView> & Pick<RunView, 'state'>): RunView {
  const { outcome: _outcome, closedAt: _closedAt, ...open } = sampleRun({ effects: [], ...changes });
  return open;
}

/** A model step, finished. */
export function modelStep(changes: Partial<TraceStep> = {}): TraceStep {
  return {
    stepNumber: 1,
    turn: 1,
    kind: 'model',
    thought: 'I look up the customer.',
    attempts: 1,
    tokensUsed: { input: 1_203, cachedInput: 0, output: 32 },
    costNanoUsd: 3_100_000,
    startedAt: '2026-11-20T10:00:00.100Z',
    durationMs: 412,
    ...changes,
  };
}

/** A tool step, finished. */
export function toolStep(changes: Partial<TraceStep> = {}): TraceStep {
  return {
    stepNumber: 2,
    turn: 1,
    kind: 'tool',
    call: 'c1.1',
    action: { tool: 'find_user_id_by_email', input: { email: 'ada@example.com' } },
    result: 'ada_lovelace_1815',
    attempts: 1,
    startedAt: '2026-11-20T10:00:00.600Z',
    durationMs: 8,
    ...changes,
  };
}

/** A question to a person that is still open. */
export function openApproval(changes: Partial<ApprovalView> = {}): ApprovalView {
  return {
    id: 'c3.1r1',
    call: 'c3.1',
    turn: 3,
    tool: 'cancel_pending_order',
    arguments: { order_id: '#W1001', reason: 'ordered by mistake' },
    preview: [
      'Cancel order #W1001 and refund $182.40 to gift_card_77',
      'order    pending → cancelled, ordered by mistake',
      'undo     reopens the order and takes the refund back',
    ].join('\n'),
    digest: '9f3ac1d2e4b5f60718293a4b5c6d7e8f9f3ac1d2e4b5f60718293a4b5c6d7e8f',
    rule: 'cancellations ask',
    reason: 'cancellations ask: cancel_pending_order',
    approvers: 'payments',
    requestedAt: '2026-11-20T10:00:00.000Z',
    deadline: '2026-11-21T10:00:00.000Z',
    decisions: [],
    state: 'open',
    ...changes,
  };
}
