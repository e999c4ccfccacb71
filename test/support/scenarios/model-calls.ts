import assert from 'node:assert/strict';
import { playTurns } from '../../../src/scripted-provider/play-turns.ts';
import type { Script } from '../../../src/scripted-provider/scripted-request.ts';
import { type Scenario, use } from './scenario.ts';

const tooLong = 'prompt is too long: scripted';

/** Counts to four by looking, and takes no more than seven messages. */
const shortMemory: Script = ({ messages }) => {
  if (messages.length > 7) throw new Error(tooLong);
  const last = messages.at(-1);
  const reached = last?.role === 'tool' ? Number(/\d+/.exec(last.content)?.[0]) : 0;
  return reached < 4 ? use('look', { of: `${reached + 1}` }) : { text: 'Counted to 4.' };
};

/** What may become of a model call. */
export const modelCalls = {
  'waits-out-an-overload': {
    script: playTurns([{ text: 'ok' }]),
    faults: [
      { fault: { kind: 'rate-limited', retryAfterSeconds: 1 }, next: 1 },
      { fault: { kind: 'overloaded' }, next: 1 },
      { fault: { kind: 'server-error' }, next: 1 },
    ],
    outcome: { kind: 'answered', answer: 'ok' },
    check({ totals }) {
      assert.deepEqual([totals.modelCalls, totals.unsettledNanoUsd], [1, 0]);
    },
  },
  'sits-out-an-outage': {
    script: playTurns([{ text: 'ok' }]),
    // As often as an activity tries, so that the run itself waits and asks again.
    faults: [{ fault: { kind: 'overloaded' }, next: 3 }],
    outcome: { kind: 'answered', answer: 'ok' },
    check({ totals }) {
      assert.deepEqual([totals.modelCalls, totals.unsettledNanoUsd], [1, 0]);
    },
  },
  'asks-again-after-lost-answers': {
    script: playTurns([{ text: 'ok' }]),
    faults: [
      { fault: { kind: 'cut' }, next: 1 },
      { fault: { kind: 'missing-usage' }, next: 1 },
    ],
    outcome: { kind: 'answered', answer: 'ok' },
    check({ totals }) {
      assert.equal(totals.modelCalls, 3);
      assert.ok(totals.unsettledNanoUsd > 0);
    },
  },
  'gives-up-after-lost-answers': {
    script: playTurns([{ text: 'ok' }]),
    faults: [{ fault: { kind: 'cut' } }],
    outcome: { kind: 'failed', code: 'provider_unavailable' },
    check({ totals }) {
      assert.equal(totals.modelCalls, 3);
    },
  },
  'stops-at-a-rejected-request': {
    script: () => {
      throw new Error('nothing to say');
    },
    outcome: { kind: 'failed', code: 'provider_rejected' },
  },
  'stops-at-an-oversized-answer': {
    script: playTurns([{ text: 'x'.repeat(300 * 1024) }]),
    outcome: { kind: 'failed', code: 'unexpected' },
    check({ totals }) {
      assert.ok(totals.unsettledNanoUsd > 0);
    },
  },
  'asks-again-after-an-empty-answer': {
    script: ({ messages }) => ({ text: messages.at(-1)?.content.startsWith('[Holdfast]') ? 'ok' : '' }),
    outcome: { kind: 'answered', answer: 'ok' },
  },
  'asks-again-after-a-cut-answer': {
    script: ({ messages }) =>
      messages.at(-1)?.content.startsWith('[Holdfast]')
        ? { text: 'ok' }
        : { text: 'It goes', finish: 'length' },
    outcome: { kind: 'answered', answer: 'ok' },
  },
  'ends-with-a-cut-answer': {
    script: () => ({ text: 'It goes', ...use('look', { of: '1' }), finish: 'length' }),
    outcome: { kind: 'partial', code: 'answer_cut' },
    check({ totals }) {
      assert.deepEqual([totals.modelCalls, totals.toolCalls], [2, 0]);
    },
  },
  'ends-with-a-withheld-answer': {
    script: () => ({ ...use('look', { of: '1' }), finish: 'refused' }),
    outcome: { kind: 'failed', code: 'provider_refused' },
    check({ totals }) {
      assert.deepEqual([totals.modelCalls, totals.toolCalls], [1, 0]);
    },
  },
  'ends-with-broken-answers': {
    script: () => ({ text: 'It goes', ...use('look', { of: '1' }), finish: 'error' }),
    outcome: { kind: 'failed', code: 'answer_broken' },
    check({ totals }) {
      assert.deepEqual([totals.modelCalls, totals.toolCalls], [3, 0]);
    },
  },
  'cuts-a-long-context': {
    script: shortMemory,
    outcome: { kind: 'answered', answer: 'Counted to 4.' },
    check({ totals }, run) {
      assert.deepEqual([totals.turns, totals.modelCalls, totals.toolCalls], [5, 6, 4]);
      assert.equal(run.lastMessages()[0]?.content, 'Go.');
    },
  },
  'gives-up-on-a-long-context': {
    script: () => {
      throw new Error(tooLong);
    },
    outcome: { kind: 'partial', code: 'context_exhausted' },
  },
} satisfies Record<string, Scenario>;
