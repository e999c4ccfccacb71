import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { HoldfastClient } from '../../src/client/holdfast-client.ts';
import type { FollowEvent, TextEvent } from '../../src/client/runs/follow-event.ts';
import { playTurns } from '../../src/scripted-provider/play-turns.ts';
import type { ScriptedTurn } from '../../src/scripted-provider/scripted-request.ts';
import { type Desk, openDesk } from '../support/desk.ts';
import { smallWorld } from '../support/small-agents.ts';

const sentence = Array.from({ length: 40 }, (_, index) => `word${index}`).join(' ');
const look: ScriptedTurn = { toolCalls: [{ name: 'look', arguments: { of: 'x' } }] };

describe('text as it comes', () => {
  const address = inject('temporalAddress');
  const namespace = inject('temporalNamespace');
  const open: { stop(): Promise<unknown> }[] = [];

  afterEach(async () => {
    for (const one of open.splice(0).reverse()) await one.stop();
  });

  async function deskWith(turns: readonly ScriptedTurn[]) {
    const desk = await openDesk({
      address,
      namespace,
      taskQueue: `live-${randomUUID()}`,
      config: smallWorld().config,
      script: playTurns(turns),
    });
    const client = await HoldfastClient.connect({ address, namespace });
    open.push({ stop: () => client.close() }, desk);
    return { desk, client };
  }

  async function follow(client: HoldfastClient, id: string) {
    const events: (FollowEvent | TextEvent)[] = [];
    for await (const event of client.follow(id, { text: true })) events.push(event);
    const texts = events.filter((event) => event.kind === 'text');
    return { events, texts, told: texts.map(({ delta }) => delta).join('') };
  }

  const start = (desk: Desk, watched: boolean, model?: string) =>
    desk.start({
      agent: 'desk',
      taskId: `live-${randomUUID()}`,
      input: 'Talk.',
      startedBy: 't',
      ...(watched ? { watched } : {}),
      ...(model === undefined ? {} : { model }),
    });

  async function historyOf(desk: Desk, id: string): Promise<string> {
    const history = await desk.client.workflow.getHandle(id).fetchHistory();
    return JSON.stringify(history, (_key, value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString() : value,
    );
  }

  it.each(['anthropic:claude-sonnet-4-5', 'openai:gpt-4.1', 'openai-chat:gpt-4.1'])(
    'comes to who follows, from the first call of a run that was started watched (%s)',
    async (model) => {
      const { desk, client } = await deskWith([{ text: sentence, delayMs: 4_000 }]);
      const id = await start(desk, true, model);
      const { events, texts, told } = await follow(client, id);
      expect(texts.length).toBeGreaterThan(1);
      expect(texts[0]).toMatchObject({ turn: 1, begins: true });
      expect(texts.slice(1).map(({ begins }) => begins)).not.toContain(true);
      expect(sentence.startsWith(told)).toBe(true);
      expect(told.length).toBeGreaterThan(50);
      expect(events.findIndex(({ kind }) => kind === 'text')).toBeLessThan(
        events.findIndex((event) => event.kind === 'step' && event.ended),
      );
      expect((await desk.result(id)).lastMessage).toBe(sentence);
    },
  );

  it('comes from the next call of a run that somebody begins to watch', async () => {
    const { desk, client } = await deskWith([
      { ...look, delayMs: 2_500 },
      { text: sentence, delayMs: 4_000 },
    ]);
    const id = await start(desk, false);
    const { texts, told } = await follow(client, id);
    expect(texts[0]).toMatchObject({ turn: 2, begins: true });
    expect(sentence.startsWith(told)).toBe(true);
  });

  it('begins anew where a call is made again', async () => {
    const { desk, client } = await deskWith([{ text: sentence, delayMs: 3_000 }]);
    desk.provider.setFaults([{ fault: { kind: 'cut' }, next: 1 }]);
    const id = await start(desk, true);
    const { texts } = await follow(client, id);
    const beginnings = texts.filter(({ begins }) => begins);
    expect(beginnings).toHaveLength(2);
    for (const { delta } of beginnings) expect(sentence.startsWith(delta)).toBe(true);
    expect((await desk.result(id)).lastMessage).toBe(sentence);
  });

  it('is shown in place by watch on a terminal, and not off one', async () => {
    const { desk } = await deskWith([
      { ...look, delayMs: 2_500 },
      { text: sentence, delayMs: 4_000 },
    ]);
    const shown = async (isTTY: boolean) => {
      const id = await start(desk, false);
      let stderr = '';
      const sink = { isTTY, columns: 80, write: (text: string) => void (stderr += text) };
      const argv = ['watch', id, '--address', address, '--namespace', namespace];
      const { HOME = '', PATH = '' } = process.env;
      const surroundings = { stdin: Readable.from([]), stdout: { write: () => true }, stderr: sink };
      const exitCode = await main(argv, { ...surroundings, env: { HOME, PATH }, cwd: process.cwd() });
      expect(exitCode).toBe(0);
      return stderr;
    };
    expect(await shown(true)).toContain('│ word0 word1 word2');
    expect(await shown(false)).not.toContain('word0 word1');
  });

  it('is not asked of the provider while nobody watches', async () => {
    const { desk } = await deskWith([look, { text: 'Done.' }]);
    await desk.result(await start(desk, false));
    expect(desk.provider.journal.map(({ streamed }) => streamed)).toEqual([undefined, undefined]);
  });

  it('leaves the history as it is without it: the same events, and each text once', async () => {
    const { desk, client } = await deskWith([{ text: sentence, delayMs: 2_500 }]);
    const watched = await start(desk, true);
    await follow(client, watched);
    const alone = await start(desk, false);
    await desk.result(alone);
    expect(desk.provider.journal.map(({ streamed }) => streamed)).toEqual([true, undefined]);
    const [one, other] = [await historyOf(desk, watched), await historyOf(desk, alone)];
    const types = (text: string) =>
      (JSON.parse(text).events as { eventType: string }[]).map((e) => e.eventType);
    expect(types(one)).toEqual(types(other));
    expect(one.split('word39').length).toBe(other.split('word39').length);
    expect(one).not.toMatch(/"tail\\?"/);
  });
});
