import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { defineAgent } from '../../src/agents/define-agent.ts';
import type { Attachment } from '../../src/client/attachments/attach-files.ts';
import { HoldfastClient } from '../../src/client/holdfast-client.ts';
import { defineConfig } from '../../src/config/define-config.ts';
import { playTurns } from '../../src/scripted-provider/play-turns.ts';
import { createLog } from '../../src/workers/log.ts';
import { startWorkers } from '../../src/workers/start-workers.ts';
import type { RunningWorkers } from '../../src/workers/start-workers-options.ts';
import { type Desk, openDesk, providerEnv } from '../support/desk.ts';
import { resetRun } from '../support/reset-run.ts';
import { picture, textFile } from '../support/sample-files.ts';
import { smallWorld } from '../support/small-agents.ts';

const mebibyte = 1024 * 1024;
const taskQueue = `attachments-${Date.now().toString(36)}`;
const where = { address: inject('temporalAddress'), namespace: inject('temporalNamespace') };

const tools = [...(smallWorld().config.agents.get('desk')?.tools.values() ?? [])];
const common = { instructions: 'Look at what you get.', tools, conversational: true, budget: { steps: 60 } };
const config = defineConfig({
  agents: [
    defineAgent({
      name: 'clerk',
      ...common,
      model: {
        id: 'anthropic:claude-sonnet-4-5',
        boundTokens: { 'image/*': 2_000, 'application/pdf': 50_000 },
      },
    }),
    defineAgent({ name: 'bare', ...common, model: 'anthropic:claude-sonnet-4-5' }),
  ],
});

let desk: Desk;
let client: HoldfastClient;
let workers: RunningWorkers;
beforeAll(async () => {
  desk = await openDesk({ ...where, taskQueue, config, script: playTurns([]), worker: 'none' });
  client = await HoldfastClient.connect(where);
  workers = await work();
});
afterAll(async () => {
  await workers?.stop();
  await client?.close();
  await desk?.stop();
});

const work = (): Promise<RunningWorkers> =>
  startWorkers({
    config,
    connection: { address: where.address },
    namespace: where.namespace,
    taskQueues: [taskQueue],
    env: { ...process.env, ...providerEnv(desk.provider) },
    log: createLog({ level: process.env['HOLDFAST_LOG_LEVEL'] ?? 'silent' }),
    drainMs: 1_000,
  });

/** One that remembers nothing: no run, no transcript, no file. */
async function anotherWorker(): Promise<void> {
  await workers.stop();
  workers = await work();
}

const start = async (options: object): Promise<string> =>
  (
    await client.start({
      agent: 'clerk',
      taskId: randomUUID(),
      input: 'What is this?',
      startedBy: 'ada',
      taskQueue,
      ...options,
    })
  ).id;
const digest = ({ data }: Attachment): string => createHash('sha256').update(data).digest('hex');
const answers = (text = 'Seen.') => desk.setScript(() => ({ text }));
const closed = (run: string) => client.waitForClose(run, { timeoutMs: 60_000 });
const waits = (run: string) => client.waitForPeople(run, { timeoutMs: 60_000 });
/** Digests of the images and documents of the last request, in their order. */
const lastSeen = (since = 0): string[] =>
  (desk.provider.journal.slice(since).at(-1)?.request?.messages ?? []).flatMap((message) =>
    message.role === 'user' ? (message.files ?? []).map((file) => file.digest) : [],
  );
const runIdOf = async (run: string): Promise<string> =>
  (await desk.client.workflow.getHandle(run).describe()).runId;
const historyBytes = async (run: string): Promise<number> =>
  (await desk.client.workflow.getHandle(run).describe()).historySize ?? 0;

/** Say something with a large picture until the run goes on in another history. */
async function untilContinued(run: string): Promise<Attachment[]> {
  const first = await runIdOf(run);
  const said: Attachment[] = [];
  for (let nth = 1; (await runIdOf(run)) === first; nth++) {
    if (nth > 6) throw new Error('the run does not continue as new');
    const file = picture(`page-${nth}.png`, mebibyte, nth);
    await client.say(run, `Page ${nth}.`, { attachments: [file], wait: true, timeoutMs: 60_000 });
    said.push(file);
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  return said;
}

describe('a file that a run starts with', () => {
  it.each([
    'anthropic:claude-sonnet-4-5',
    'openai:gpt-4.1',
    'openai-chat:gpt-4.1',
    'google:gemini-2.5-flash',
  ])('reaches the model whole over the wire of %s', async (model) => {
    answers();
    const file = picture('receipt.png', mebibyte);
    const run = await closed(await start({ model, attachments: [file] }));
    expect(run.outcome).toEqual({ kind: 'answered', answer: 'Seen.' });
    expect(lastSeen()).toEqual([digest(file)]);
    expect(run.attachments).toEqual([
      { name: 'receipt.png', mediaType: 'image/png', bytes: mebibyte, digest: digest(file) },
    ]);
  });

  it('stands once in the history of a run of twenty steps, and is seen with each of them', async () => {
    const look = { toolCalls: [{ name: 'look', arguments: { of: 'a' } }] };
    const seen: string[][] = [];
    const play = async (attachments: readonly Attachment[]): Promise<number> => {
      const turns = playTurns([...Array.from({ length: 10 }, () => look), { text: 'Done.' }]);
      desk.setScript((request) => {
        seen.push(
          request.messages.flatMap((one) =>
            one.role === 'user' ? (one.files ?? []).map((file) => file.digest) : [],
          ),
        );
        return turns(request);
      });
      const id = await start({ attachments });
      expect((await closed(id)).totals).toMatchObject({ modelCalls: 11, toolCalls: 10 });
      return historyBytes(id);
    };
    const without = await play([]);
    seen.length = 0;
    const file = picture('receipt.png', mebibyte);
    const grown = (await play([file])) - without;
    expect(seen).toEqual(Array.from({ length: 11 }, () => [digest(file)]));
    expect(grown).toBeGreaterThan(mebibyte);
    expect(grown).toBeLessThan(mebibyte + 16 * 1024);
  });

  it('is reserved for by the bound of its kind', async () => {
    desk.setScript(() => ({ text: 'Seen.', delayMs: 3_000 }));
    const reserved = async (attachments: readonly Attachment[]): Promise<number> => {
      const id = await start({ attachments, budgetNanoUsd: 5_000_000_000 });
      await expect
        .poll(async () => (await client.show(id)).budget?.reservedNanoUsd ?? 0, { timeout: 10_000 })
        .toBeGreaterThan(0);
      const { budget } = await client.show(id);
      await closed(id);
      return budget?.reservedNanoUsd ?? 0;
    };
    const [without, withFile] = [await reserved([]), await reserved([picture()])];
    // 2,000 tokens, written to the cache at $3.75 a million; its line in the window comes on top.
    expect(withFile - without).toBeGreaterThan(2_000 * 3_750);
    expect(withFile - without).toBeLessThan(2_400 * 3_750);
  });

  it('is not taken where nobody says how many tokens it may be', async () => {
    const run = await closed(await start({ agent: 'bare', attachments: [picture()] }));
    expect(run.outcome).toMatchObject({ kind: 'failed', reason: { code: 'unbounded_input' } });
    expect(run.outcome?.reason?.message).toContain("boundTokens: { 'image/*': 'TOKENS' }");
    expect(run.totals.modelCalls).toBe(0);
  });

  it('needs no bound as a text, which goes to the model as text', async () => {
    answers();
    const run = await closed(
      await start({ agent: 'bare', attachments: [textFile('notes.md', 'Total: 12')] }),
    );
    expect(run.outcome?.kind).toBe('answered');
    expect(JSON.stringify(desk.provider.journal.at(-1)?.request?.messages)).toContain('Total: 12');
  });
});

describe('a file that a user says something with', () => {
  it('is found in the history by a worker that never saw it', async () => {
    answers('Hello.');
    const run = await start({ chat: true, attachments: [picture('first.png', 3_000, 7)] });
    await waits(run);
    await anotherWorker();
    const file = picture('second.png', 5_000, 8);
    const view = await client.say(run, 'And this?', {
      attachments: [file, { ...file, name: 'again.png' }],
      wait: true,
      timeoutMs: 60_000,
    });
    expect(lastSeen()).toEqual([digest(picture('', 3_000, 7)), digest(file)]);
    expect(view.attachments?.map(({ name }) => name)).toEqual(['first.png', 'second.png']);
  });

  it('is not sent again while the run holds it', async () => {
    answers();
    const file = picture('receipt.png', mebibyte, 9);
    const run = await start({ chat: true, attachments: [file] });
    await waits(run);
    const before = await historyBytes(run);
    await client.say(run, 'Once more.', { attachments: [file], wait: true, timeoutMs: 60_000 });
    expect(lastSeen()).toEqual([digest(file), digest(file)]);
    expect((await historyBytes(run)) - before).toBeLessThan(32 * 1024);
  });

  it('is refused where its kind is not taken, its tokens have no bound, or it does not come along', async () => {
    answers();
    const bare = await start({ agent: 'bare', chat: true });
    await waits(bare);
    const gemini = await start({ model: 'google:gemini-2.5-flash', chat: true });
    await waits(gemini);
    const gif = { name: 'a.gif', data: Buffer.from('GIF89a\x01\0\x01\0\0\0\0;', 'latin1') };
    await expect(client.say(bare, 'This?', { attachments: [picture()] })).rejects.toMatchObject({
      kind: 'usage',
      code: 'unbounded_input',
    });
    await expect(client.say(gemini, 'This?', { attachments: [gif] })).rejects.toMatchObject({
      kind: 'usage',
      code: 'attachment_kind',
    });
    const named = {
      type: 'file',
      digest: digest(picture()),
      mediaType: 'image/png',
      name: 'a.png',
      bytes: picture().data.length,
    };
    expect(
      await desk.send(gemini, 'say', { message: 'This?', messageId: 'm', attachments: [named] }),
    ).toMatchObject({
      accepted: false,
      refusal: { code: 'attachment-missing' },
    });
    for (const run of [bare, gemini]) expect((await client.show(run)).state).toBe('awaiting-user');
  });

  it('comes by a signal too', async () => {
    answers();
    const run = await start({ chat: true });
    await waits(run);
    const file = picture('signal.png', 4_000, 3);
    const named = {
      type: 'file',
      digest: digest(file),
      mediaType: 'image/png',
      name: 'signal.png',
      bytes: 4_000,
    };
    await desk.client.workflow
      .getHandle(run)
      .signal('say', { message: 'This?', messageId: 'm', attachments: [named] }, file.data);
    await expect.poll(() => lastSeen(), { timeout: 20_000 }).toEqual([digest(file)]);
    expect((await client.trace(run)).attachments).toMatchObject([{ name: 'signal.png' }]);
  });
});

describe('the files of a run whose history is another one by now', () => {
  it('are found after it went on as new', async () => {
    answers();
    const first = picture('first.png', mebibyte, 20);
    const run = await start({ chat: true, attachments: [first] });
    await waits(run);
    const said = await untilContinued(run);
    await anotherWorker();
    const before = desk.provider.journal.length;
    await client.say(run, 'And now?', { wait: true, timeoutMs: 60_000 });
    expect(lastSeen(before)).toEqual([first, ...said].map(digest));
    expect(await historyBytes(run)).toBeLessThan(mebibyte);
  }, 120_000);

  it('are found after a reset', async () => {
    answers();
    const first = picture('first.png', 9_000, 30);
    const run = await start({ chat: true, attachments: [first] });
    await waits(run);
    const second = picture('second.png', 9_000, 31);
    await client.say(run, 'This?', { attachments: [second], wait: true, timeoutMs: 60_000 });
    await anotherWorker();
    const before = desk.provider.journal.length;
    await resetRun(desk.client, run);
    await expect.poll(() => lastSeen(before), { timeout: 30_000 }).toEqual([digest(first), digest(second)]);
    expect((await waits(run)).attachments).toHaveLength(2);
  }, 120_000);

  it('end the run with what to do where that history is not kept any more', async () => {
    answers();
    const run = await start({ chat: true, attachments: [picture('first.png', mebibyte, 40)] });
    await waits(run);
    const runId = await runIdOf(run);
    await untilContinued(run);
    await desk.client.connection.workflowService.deleteWorkflowExecution({
      namespace: where.namespace,
      workflowExecution: { workflowId: run, runId },
    });
    await expect
      .poll(
        () =>
          desk.client.workflow
            .getHandle(run, runId)
            .fetchHistory()
            .then(
              () => 'kept',
              () => 'gone',
            ),
        // The server deletes in its own time.
        { timeout: 90_000, interval: 500 },
      )
      .toBe('gone');
    await anotherWorker();
    const asked = desk.provider.journal.length;
    await client.say(run, 'And now?');
    const { outcome, totals } = await closed(run);
    expect(outcome).toMatchObject({ kind: 'failed', reason: { code: 'attachment_missing' } });
    expect(outcome?.reason?.message).toMatch(/first\.png .*retention/s);
    expect([totals.unsettledNanoUsd, desk.provider.journal.length]).toEqual([0, asked]);
  }, 180_000);
});
