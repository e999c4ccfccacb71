import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { defineAgent } from '../../src/agents/define-agent.ts';
import { HoldfastClient } from '../../src/client/holdfast-client.ts';
import { defineConfig } from '../../src/config/define-config.ts';
import { isWellFormedJson } from '../../src/core/values/well-formed-json.ts';
import { playTurns } from '../../src/scripted-provider/play-turns.ts';
import type { ScriptedTurn } from '../../src/scripted-provider/scripted-request.ts';
import { defineTool } from '../../src/tools/define/define-tool.ts';
import { PreconditionChanged } from '../../src/tools/errors/tool-error.ts';
import { UndoConflict } from '../../src/tools/errors/undo-conflict.ts';
import { type Desk, openDesk } from '../support/desk.ts';

/** A page as the other side of a tool may answer with, half an emoji in it. */
const page = (beginning: string) => `${beginning} \ud83c${'<div>🌀'.repeat(500_000)}`;

const input = z.object({ of: z.string() });
const read = { input, output: z.object({ found: z.string() }), effect: 'read' } as const;
const write = {
  input,
  output: z.object({ found: z.string() }),
  effect: 'compensable',
  idempotency: 'keyed',
  facts: ({ of }: { of: string }) => ({ resources: [`thing:${of}`], summary: page(of).slice(0, 400) }),
} as const;
const nothing = async () => ({ found: 'it' });

const tools = [
  defineTool({
    ...read,
    name: 'breaks',
    description: 'Breaks.',
    execute: async ({ of }) => {
      throw new Error(page(`500 ${of}`), { cause: new TypeError(page('within')) });
    },
  }),
  defineTool({
    ...read,
    name: 'half',
    description: 'Half of an emoji.',
    execute: async () => ({ found: 'a\ud83cb' }),
  }),
  defineTool({
    ...write,
    name: 'voids',
    description: 'Finds that it no longer holds.',
    prepare: async () => ({ preview: page('It would.'), before: '\ud83c', precondition: { '\ud83c': 1 } }),
    execute: async ({ of }) => {
      throw new PreconditionChanged(page(`${of} has changed`));
    },
    undo: async () => {},
  }),
  defineTool({
    ...write,
    name: 'clings',
    description: 'Cannot be undone any more.',
    execute: nothing,
    undoConflict: async () => page('it clings'),
    undo: async ({ input: { of } }) => {
      throw new UndoConflict(of, [page('it clings')]);
    },
  }),
];

const config = defineConfig({
  agents: [
    defineAgent({
      name: 'desk',
      version: '1',
      instructions: 'Do as you are told.',
      model: 'anthropic:claude-sonnet-4-5',
      tools,
      rules: [],
      budget: { usd: { hard: 5 } },
    }),
  ],
});

describe('a text of megabytes, with half an emoji in it', () => {
  let desk: Desk;
  let client: HoldfastClient;
  let tasks = 0;
  const stamp = `outside-texts-${Date.now().toString(36)}`;
  const where = { address: inject('temporalAddress'), namespace: inject('temporalNamespace') };

  beforeAll(async () => {
    desk = await openDesk({ ...where, taskQueue: stamp, config, script: playTurns([]) });
    client = await HoldfastClient.connect(where);
  });
  afterAll(async () => {
    await client.close();
    await desk.stop();
  });

  async function play(...turns: ScriptedTurn[]): Promise<string> {
    desk.setScript(playTurns([...turns, { text: 'Done.' }]));
    const id = await desk.start({
      agent: 'desk',
      taskId: `${stamp}-${++tasks}`,
      input: 'Go.',
      startedBy: 'ada',
    });
    expect((await desk.result(id)).outcome).toEqual({ kind: 'answered', answer: 'Done.' });
    return id;
  }
  const use = (name: string, args: object = { of: 'x' }) => ({ name, arguments: args });

  it('arrives as the failure that it is, with its type and its beginning', async () => {
    const run = await play({ toolCalls: [use('breaks')] });
    const { steps } = await client.trace(run);
    expect(steps[1]?.error).toMatchObject({ type: 'tool.unexpected', retryable: false });
    expect(steps[1]?.error?.message).toMatch(/^Error: breaks failed unexpectedly \(500 x \ufffd<div>🌀/);
  });

  it('voids a call in a precondition, and is cut in a preview', async () => {
    const run = await play({ toolCalls: [use('voids')] });
    const { steps } = await client.trace(run, { io: true });
    expect(steps.find(({ kind }) => kind === 'tool')?.error?.type).toBe('voided');
    expect(steps.find(({ kind }) => kind === 'prepare')?.result).toMatchObject({
      preview: expect.stringMatching(
        /^It would\. \ufffd<div>.*\(\d+ more characters of this preview were not kept\)$/s,
      ),
      before: '\ufffd',
      precondition: { '\ufffd': 1 },
    });
  });

  it('is a conflict of each of twenty undos, and of the plan', async () => {
    const calls = Array.from({ length: 10 }, (_, i) => use('clings', { of: `x${i}` }));
    const more = Array.from({ length: 10 }, (_, i) => use('clings', { of: `y${i}` }));
    const run = await play({ toolCalls: calls }, { toolCalls: more });
    const plan = await client.undo(run);
    expect(plan.items.map(({ action }) => action)).toEqual(Array.from({ length: 20 }, () => 'conflict'));
    const undone = await client.undo(run, { apply: true });
    expect(undone.items.map(({ result }) => result)).toEqual(Array.from({ length: 20 }, () => 'conflict'));
    expect(undone.items[0]?.because).toMatch(/^y9 was not undone.*it clings/);
  });

  it('written by a model is never sent to a provider again', async () => {
    await play({
      text: 'Let us party \ud83c',
      toolCalls: [use('half', { of: 'hats \ud83c' })],
    });
    const { request } = desk.provider.journal.at(-1) ?? {};
    expect(request?.messages.map(({ content }) => content)).toEqual([
      'Go.',
      'Let us party \ufffd',
      '{"found":"a\ufffdb"}',
    ]);
    expect(isWellFormedJson(request)).toBe(true);
  });
});
