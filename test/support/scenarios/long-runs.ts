import assert from 'node:assert/strict';
import { playTurns } from '../../../src/scripted-provider/play-turns.ts';
import type { Script } from '../../../src/scripted-provider/scripted-request.ts';
import { type Scenario, use } from './scenario.ts';

const lookups = 9;
const steps = (done: number) =>
  ['Look', 'Report'].map((title, n) => ({ title, risk: 'low', status: n < done ? 'done' : 'pending' }));

const lookNineTimes: Script = playTurns([
  use('update_plan', { steps: steps(1) }),
  ...Array.from({ length: lookups }, (_, n) => use('look', { of: `${n + 1}` })),
  { text: 'Looked.' },
]);

/** Runs that outgrow one history. */
export const longRuns = {
  'continues-as-new': {
    continuesEarly: true,
    script: lookNineTimes,
    outcome: { kind: 'answered', answer: 'Looked.' },
    check({ totals, progress }, run) {
      assert.deepEqual([totals.turns, totals.toolCalls, progress], [lookups + 2, lookups, 100]);
      const found = run
        .lastMessages()
        .flatMap((message) => (message.role === 'tool' ? [message.content] : []));
      assert.deepEqual(
        found.slice(1),
        Array.from({ length: lookups }, (_, n) => `{"found":"${n + 1}"}`),
      );
    },
  },
  'continues-a-conversation-as-new': {
    continuesEarly: true,
    task: { chat: true, greeting: 'Hello!' },
    script: ({ messages }) => ({
      text: `Heard ${messages.filter(({ content }) => content.startsWith('Message')).length}.`,
    }),
    outcome: { kind: 'answered', answer: 'Heard 6.' },
    async act(run) {
      await run.until('greeted', (view) => view.state === 'awaiting-user');
      for (let n = 1; n <= 6; n++) {
        await run.send('say', { message: `Message ${n}`, messageId: `${n}` });
        await run.until(`answer ${n}`, (view) => view.lastMessage === `Heard ${n}.`);
      }
      const again = await run.send('say', { message: 'Message 1', messageId: '1' });
      assert.deepEqual(again, { accepted: true, duplicate: true });
      await run.send('endConversation', {});
    },
  },
} satisfies Record<string, Scenario>;
