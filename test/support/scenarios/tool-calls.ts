import assert from 'node:assert/strict';
import { playTurns } from '../../../src/scripted-provider/play-turns.ts';
import { type LiveRun, type Scenario, use } from './scenario.ts';

/** What may become of a proposed call. */
export const toolCalls = {
  'answers-a-task': {
    script: playTurns([use('look', { of: 'a' }), { text: 'Found a.' }]),
    outcome: { kind: 'answered', answer: 'Found a.' },
  },
  'runs-calls-side-by-side': {
    script: playTurns([
      {
        text: 'All at once.',
        toolCalls: [
          { name: 'change', arguments: { of: 'x' } },
          { name: 'change', arguments: { of: 'y' } },
          { name: 'change', arguments: { of: 'x' } },
          { name: 'look', arguments: { of: 'z' } },
        ],
      },
      { text: 'ok' },
    ]),
    outcome: { kind: 'answered', answer: 'ok' },
    check(view) {
      assert.deepEqual(view.effects.map(({ id, state }) => `${id} ${state}`).sort(), [
        'c1.1 applied',
        'c1.2 applied',
        'c1.3 applied',
      ]);
      assert.equal(view.totals.toolCalls, 4);
    },
  },
  'looks-near-by': {
    task: { agent: 'near' },
    script: playTurns([
      { toolCalls: ['a', 'nothing', 'busy', 'broken'].flatMap((of) => use('peek', { of }).toolCalls) },
      { text: 'Seen.' },
    ]),
    outcome: { kind: 'answered', answer: 'Seen.' },
    check(_view, run) {
      assert.deepEqual(
        told(run).map(({ isError }) => isError),
        [false, true, false, true],
      );
    },
  },
  'corrects-the-model': {
    script: playTurns([
      { toolCalls: [...use('lok', { of: 'a' }).toolCalls, ...use('look', { of: 'a' }).toolCalls] },
      { toolCalls: [...use('look', { off: 'a' }).toolCalls, ...use('change', { of: 'a' }).toolCalls] },
      { text: 'Sorry.' },
    ]),
    outcome: { kind: 'answered', answer: 'Sorry.' },
    check(view, run) {
      assert.equal(view.totals.toolCalls, 2);
      assert.deepEqual(
        told(run).map(({ isError }) => isError),
        [true, false, true, false],
      );
    },
  },
  'takes-a-refusal': {
    script: playTurns([use('refuse', { of: 'unicorn' }), { text: 'None.' }]),
    outcome: { kind: 'answered', answer: 'None.' },
    check(view, run) {
      assert.equal(view.totals.toolErrors, 1);
      assert.equal(told(run)[0]?.content, 'Error: There is no unicorn.');
    },
  },
  'retries-a-passing-failure': {
    script: playTurns([use('flaky', { of: 'a' }), { text: 'ok' }]),
    outcome: { kind: 'answered', answer: 'ok' },
    check(view) {
      assert.equal(view.totals.toolErrors, 0);
    },
  },
  'refuses-a-drifted-output': {
    script: playTurns([use('drifted', { of: 'a' }), { text: 'Hm.' }]),
    outcome: { kind: 'answered', answer: 'Hm.' },
    check(_view, run) {
      assert.match(told(run)[0]?.content ?? '', /^Error: drifted returned something else/);
    },
  },
  'refuses-an-oversized-output': {
    script: playTurns([use('fill', { bytes: 3_000_000 }), { text: 'Too much.' }]),
    outcome: { kind: 'answered', answer: 'Too much.' },
    check(_view, run) {
      assert.match(told(run)[0]?.content ?? '', /^Error: fill returned 30000\d\d bytes/);
    },
  },
  'tells-of-a-read-that-never-answers': {
    task: { agent: 'fragile' },
    script: playTurns([use('hang', { of: 'a' }), { text: 'Nobody there.' }]),
    outcome: { kind: 'answered', answer: 'Nobody there.' },
    check(_view, run) {
      assert.match(told(run)[0]?.content ?? '', /^Error: hang could not be reached/);
    },
  },
  'tells-of-a-tool-that-breaks': {
    task: { agent: 'fragile' },
    script: playTurns([use('break', { of: 'a' }), { text: 'Broken.' }]),
    outcome: { kind: 'answered', answer: 'Broken.' },
    check(_view, run) {
      assert.match(told(run)[0]?.content ?? '', /^Error: break failed unexpectedly/);
    },
  },
  'caps-the-calls-of-a-turn': {
    script: playTurns([
      { toolCalls: Array.from({ length: 18 }, (_, n) => ({ name: 'look', arguments: { of: `${n}` } })) },
      { text: 'ok' },
    ]),
    outcome: { kind: 'answered', answer: 'ok' },
    check(view, run) {
      assert.equal(view.totals.toolCalls, 16);
      assert.deepEqual(
        told(run).map(({ isError }) => isError),
        [...Array(16).fill(false), true, true],
      );
    },
  },
} satisfies Record<string, Scenario>;

function told(run: LiveRun): { content: string; isError: boolean }[] {
  return run.lastMessages().flatMap((message) => (message.role === 'tool' ? [message] : []));
}
