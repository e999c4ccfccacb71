import assert from 'node:assert/strict';
import { playTurns } from '../../../src/scripted-provider/play-turns.ts';
import type { ScriptedTurn } from '../../../src/scripted-provider/scripted-request.ts';
import { type Scenario, use } from './scenario.ts';

function forEver(turn: ScriptedTurn): Scenario['script'] {
  return () => ({ text: 'On it.', ...turn });
}

function plan(...status: string[]): object {
  return { steps: status.map((at, n) => ({ title: `Step ${n + 1}`, risk: 'low', status: at })) };
}

/** Ends that are no plain answer. */
export const endings = {
  'finishes-a-plan': {
    script: playTurns([
      use('update_plan', plan('in-progress', 'pending')),
      use('look', { of: 'a' }),
      {
        toolCalls: [
          ...use('update_plan', plan('done', 'done')).toolCalls,
          ...use('finish', { answer: 'All done.' }).toolCalls,
        ],
      },
    ]),
    outcome: { kind: 'answered', answer: 'All done.' },
    check(view) {
      assert.equal(view.progress, 100);
    },
  },
  'has-no-bound-for-a-file': {
    task: {
      attachments: [
        { type: 'file', digest: '0'.repeat(64), mediaType: 'image/png', name: 'a.png', bytes: 3 },
      ],
    },
    files: [new Uint8Array(3)],
    script: playTurns([]),
    outcome: { kind: 'failed', code: 'unbounded_input' },
  },
  'hands-over': {
    script: playTurns([use('escalate', { reason: 'Too hard.', confidence: 0.2 })]),
    outcome: { kind: 'handed-over', code: 'escalated' },
  },
  'is-cancelled-while-tools-run': {
    script: playTurns([
      {
        toolCalls: [
          ...use('slow', { ms: 400 }).toolCalls,
          ...use('change', { of: 'x' }).toolCalls,
          ...use('change', { of: 'x' }).toolCalls,
        ],
      },
      { text: 'never' },
    ]),
    outcome: { kind: 'cancelled', code: 'cancel_requested' },
    async act(run) {
      await run.until('tools at work', (view) => view.totals.toolCalls >= 2);
      await run.send('cancelRun', { by: 'ada', reason: 'changed my mind' });
    },
    check(view) {
      assert.equal(view.totals.modelCalls, 1);
      assert.ok(view.effects.every(({ state }) => state === 'applied'));
    },
  },
  'is-cancelled-while-the-model-thinks': {
    script: playTurns([{ text: 'late', delayMs: 60_000 }]),
    outcome: { kind: 'cancelled', code: 'cancel_requested' },
    async act(run) {
      await run.until('model asked', () => run.modelAsked());
      await run.signal('cancelRun', { by: 'ada' });
    },
    check({ totals }) {
      assert.ok(totals.unsettledNanoUsd > 0);
      // Long before the model would have answered: it was broken off.
      assert.ok(totals.durationMs < 40_000);
    },
  },
  'is-cancelled-by-temporal': {
    task: { chat: true },
    script: playTurns([]),
    outcome: { kind: 'cancelled', code: 'cancel_requested' },
    async act(run) {
      await run.until('its turn', (view) => view.state === 'awaiting-user');
      await run.desk.client.workflow.getHandle(run.id).cancel();
    },
  },
  'is-cancelled-by-temporal-at-work': {
    script: playTurns([use('slow', { ms: 400 }), { text: 'never' }]),
    outcome: { kind: 'cancelled', code: 'cancel_requested' },
    async act(run) {
      await run.until('tool at work', (view) => view.totals.toolCalls === 1);
      await run.desk.client.workflow.getHandle(run.id).cancel();
    },
  },
  'is-cancelled-while-paused': {
    script: playTurns([{ text: 'never' }]),
    outcome: { kind: 'cancelled', code: 'cancel_requested' },
    async act(run) {
      await run.send('pause', {});
      await run.until('paused', (view) => view.state === 'paused');
      await run.send('cancelRun', { by: 'ada' });
    },
  },
  'stops-at-its-steps': {
    task: { maxSteps: 3 },
    script: forEver(use('look', { of: 'a' })),
    outcome: { kind: 'partial', code: 'max_steps', answer: 'On it.' },
  },
  'stops-at-its-failures': {
    script: forEver(use('refuse', { of: 'a' })),
    outcome: { kind: 'partial', code: 'max_failures', answer: 'On it.' },
    check({ totals }) {
      assert.equal(totals.turns, 3);
    },
  },
  'stops-at-its-tool-calls': {
    task: { agent: 'fragile' },
    script: forEver({
      toolCalls: [...use('look', { of: 'a' }).toolCalls, ...use('look', { of: 'b' }).toolCalls],
    }),
    outcome: { kind: 'partial', code: 'max_tool_calls', answer: 'On it.' },
  },
  'stops-at-its-budget': {
    task: { budgetNanoUsd: 1 },
    script: forEver(use('look', { of: 'a' })),
    outcome: { kind: 'partial', code: 'budget_exhausted', answer: 'On it.' },
    check({ totals }) {
      assert.equal(totals.modelCalls, 1);
    },
  },
  'stops-at-its-wall-time': {
    task: { wallTimeMs: 1_000 },
    script: forEver(use('slow', { ms: 200 })),
    outcome: { kind: 'partial', code: 'timeout', answer: 'On it.' },
  },
  'stops-amid-a-call-at-its-wall-time': {
    task: { wallTimeMs: 1_000 },
    script: forEver(use('slow', { ms: 4_000 })),
    outcome: { kind: 'partial', code: 'timeout', answer: 'On it.' },
  },
  'waits-for-a-worker-with-its-agent': {
    task: { agent: 'nobody' },
    script: playTurns([]),
    outcome: { kind: 'cancelled', code: 'cancel_requested' },
    async act(run) {
      const wanted = 'waits for a worker that has the agent nobody';
      await run.until('it says what it waits for', ({ currentStep }) => currentStep === wanted);
      await run.send('cancelRun', { by: 'ada' });
    },
  },
  'has-no-price': {
    task: { model: 'anthropic:claude-imaginary-9' },
    script: playTurns([]),
    outcome: { kind: 'failed', code: 'price_unknown' },
  },
  'has-no-provider': {
    task: { model: 'nowhere:model-1' },
    script: playTurns([]),
    outcome: { kind: 'failed', code: 'provider_not_configured' },
  },
  'has-no-talent-for-chat': {
    task: { agent: 'fragile', chat: true },
    script: playTurns([]),
    outcome: { kind: 'failed', code: 'task_invalid' },
  },
} satisfies Record<string, Scenario>;
