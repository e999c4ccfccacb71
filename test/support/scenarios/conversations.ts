import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { FilePart } from '../../../src/core/attachments/file-part.ts';
import { playTurns } from '../../../src/scripted-provider/play-turns.ts';
import { resetRun } from '../reset-run.ts';
import { sampleBytes } from '../sample-files.ts';
import { type Scenario, use } from './scenario.ts';

const fileOf = (bytes: number): { part: FilePart; data: Uint8Array } => {
  const data = sampleBytes('image/png', bytes, bytes);
  const digest = createHash('sha256').update(data).digest('hex');
  return { data, part: { type: 'file', digest, mediaType: 'image/png', name: `${bytes}.png`, bytes } };
};
const [first, second, third] = [fileOf(101), fileOf(102), fileOf(103)] as const;

/** Runs in which people speak. */
export const conversations = {
  'holds-a-conversation': {
    task: { chat: true, greeting: 'Hello!' },
    script: playTurns([{ text: 'First.' }, { text: 'Second.' }]),
    outcome: { kind: 'answered', answer: 'Second.' },
    async act(run) {
      await run.until('greeted', (view) => view.lastMessage === 'Hello!' && view.state === 'awaiting-user');
      await run.say('One');
      await run.until('first answer', (view) => view.lastMessage === 'First.');
      await run.send('say', { message: 'Two', messageId: 'two' });
      const again = await run.send('say', { message: 'Two', messageId: 'two' });
      assert.deepEqual(again, { accepted: true, duplicate: true });
      await run.until('second answer', (view) => view.lastMessage === 'Second.');
      await run.send('endConversation', {});
    },
  },
  'takes-files': {
    task: { agent: 'clerk', chat: true, input: 'Look.', attachments: [first.part] },
    files: [first.data],
    script: playTurns([{ text: 'First.' }, { text: 'Second.' }, { text: 'Third.' }]),
    outcome: { kind: 'answered', answer: 'Third.' },
    async act(run) {
      const message = (messageId: string, part: FilePart) => ({
        message: 'And this?',
        messageId,
        attachments: [part],
      });
      await run.until('first answer', (view) => view.lastMessage === 'First.');
      await run.signal('say', message('not sent', second.part));
      await run.signal('say', message('two', second.part), second.data);
      await run.until('second answer', (view) => view.lastMessage === 'Second.');
      await run.send('say', message('three', third.part), third.data);
      await run.until('third answer', (view) => view.lastMessage === 'Third.');
      assert.deepEqual(
        run
          .lastMessages()
          .flatMap((one) => (one.role === 'user' ? (one.files ?? []) : []))
          .map(({ bytes }) => bytes),
        [first, second, third].map(({ part }) => part.bytes),
      );
      await run.send('endConversation', {});
    },
  },
  'is-set-back-and-knows-what-it-spent': {
    task: { chat: true, input: 'Go.' },
    script: playTurns([{ text: 'First.' }, { text: 'Second.' }]),
    outcome: { kind: 'answered', answer: 'Second.' },
    async act(run) {
      await run.until('first answer', (view) => view.lastMessage === 'First.');
      await run.say('On');
      await run.until('second answer', (view) => view.lastMessage === 'Second.');
      await resetRun(run.desk.client, run.id, { before: 'callModel', nth: 2 });
      await run.until(
        'second answer again',
        (view) => view.lastMessage === 'Second.' && view.state === 'awaiting-user',
      );
      await run.send('endConversation', {});
    },
  },
  'takes-signals': {
    task: { chat: true },
    script: playTurns([{ text: 'Hi.' }]),
    outcome: { kind: 'answered', answer: 'Hi.' },
    async act(run) {
      await run.signal('pause', {});
      await run.until('paused', (view) => view.state === 'paused');
      await run.signal('say', { message: 'Hello', messageId: '1' });
      await run.signal('say', 'nonsense');
      await run.signal('resume', {});
      await run.until('answer', (view) => view.lastMessage === 'Hi.' && view.state === 'awaiting-user');
      await run.signal('endConversation', {});
    },
  },
  'asks-the-user': {
    script: playTurns([
      use('ask_user', { question: 'Which?' }),
      use('slow', { ms: 300 }),
      { text: 'Thanks.' },
    ]),
    outcome: { kind: 'answered', answer: 'Thanks.' },
    async act(run) {
      await run.until('question', (view) => view.question === 'Which?');
      await run.say('That one');
      const late = await run.send('say', { message: 'And this', messageId: 'late' });
      assert.equal(late.accepted ? 'taken' : late.refusal.code, 'not-conversational');
    },
  },
  'ends-on-an-open-question': {
    script: playTurns([use('ask_user', { question: 'Which?' })]),
    outcome: { kind: 'answered', answer: 'Which?' },
    async act(run) {
      await run.until('question', (view) => view.question === 'Which?');
      await run.send('endConversation', {});
    },
  },
  'takes-messages-in-mid-turn': {
    task: { chat: true, input: 'Go.' },
    script: playTurns([use('slow', { ms: 1_500 }), { text: 'Both heard.' }]),
    outcome: { kind: 'answered', answer: 'Both heard.' },
    async act(run) {
      await run.until('tool at work', (view) => view.totals.toolCalls === 1);
      await run.say('One');
      await run.say('Two');
      await run.until('answer', (view) => view.lastMessage === 'Both heard.');
      await run.send('endConversation', {});
    },
    check(_view, run) {
      const roles = run.lastMessages().map(({ role }) => role);
      assert.deepEqual(roles.slice(-3), ['tool', 'user', 'user']);
    },
  },
  'pauses-and-resumes': {
    script: playTurns([use('slow', { ms: 300 }), { text: 'ok' }]),
    outcome: { kind: 'answered', answer: 'ok' },
    async act(run) {
      await run.until('tool at work', (view) => view.totals.toolCalls === 1);
      await run.send('pause', {});
      await run.until('paused', (view) => view.state === 'paused');
      const twice = await run.send('pause', {});
      assert.equal(twice.accepted ? 'taken' : twice.refusal.code, 'already-paused');
      await run.send('resume', {});
    },
    check(view) {
      assert.equal(view.totals.modelCalls, 2);
    },
  },
} satisfies Record<string, Scenario>;
