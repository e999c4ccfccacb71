import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { defineAgent } from '../../src/agents/define-agent.ts';
import { defineConfig } from '../../src/config/define-config.ts';
import { playTurns } from '../../src/scripted-provider/play-turns.ts';
import { defineTool } from '../../src/tools/define/define-tool.ts';
import type { RunningWorkers } from '../../src/workers/start-workers-options.ts';
import { type Desk, openDesk } from '../support/desk.ts';

/** They hold back nothing, once stopped. */
const quick = { drainMs: 200 };

let desk: Desk;
let workers: RunningWorkers;
let begun: string[];

const thing = { input: z.object({ of: z.string() }), output: z.object({ found: z.string() }) };

/** Its calls last for longer than any worker drains, the first time. */
function lingering(name: string) {
  return {
    ...thing,
    name,
    description: 'Take a long time, and stop when told to.',
    execute: async (
      { of }: { of: string },
      { signal, attempt }: { signal: AbortSignal; attempt: number },
    ) => {
      begun.push(`${name} ${attempt}`);
      if (attempt === 1) await sleep(60_000, undefined, { signal });
      return { found: of };
    },
  };
}

const config = defineConfig({
  agents: [
    defineAgent({
      name: 'slow',
      instructions: 'Do as you are told.',
      model: 'anthropic:claude-sonnet-4-5',
      tools: [
        defineTool({ ...lingering('read_slowly'), effect: 'read' }),
        defineTool({
          ...lingering('write_slowly'),
          effect: 'compensable',
          idempotency: 'keyed',
          undo: async () => {},
        }),
      ],
    }),
  ],
});

beforeEach(async () => {
  begun = [];
  desk = await openDesk({
    address: inject('temporalAddress'),
    namespace: inject('temporalNamespace'),
    taskQueue: `drain-${randomUUID()}`,
    config,
    script: playTurns([{ text: 'Done.' }]),
    worker: 'none',
  });
  workers = await desk.serve(config, quick);
});
afterEach(async () => {
  await workers.stop();
  await desk.stop();
});

const startTask = () => desk.start({ agent: 'slow', taskId: randomUUID(), input: 'Go.', startedBy: 'test' });

describe('a worker that is stopped while a call outlasts its drain', () => {
  it('ends a model call as lost: it may have been billed, so it is booked, and asked for anew by the run', async () => {
    desk.setScript(playTurns([{ text: 'Done.', delayMs: 60_000 }]));
    const id = await startTask();
    await expect.poll(() => desk.provider.journal.length).toBe(1);
    desk.setScript(playTurns([{ text: 'Done.' }]));
    await workers.stop();
    workers = await desk.serve(config, quick);
    const { outcome, totals } = await desk.result(id);
    expect(outcome).toMatchObject({ kind: 'answered', answer: 'Done.' });
    expect(totals.modelCalls).toBe(2);
    expect(totals.unsettledNanoUsd).toBeGreaterThan(0);
    expect(desk.provider.journal).toHaveLength(2);
  });

  it.each(['read_slowly', 'write_slowly'])(
    'has %s repeated by the next one, and no error told',
    async (name) => {
      desk.setScript(playTurns([{ toolCalls: [{ name, arguments: { of: 'a' } }] }, { text: 'Done.' }]));
      const id = await startTask();
      await expect.poll(() => begun).toEqual([`${name} 1`]);
      await workers.stop();
      workers = await desk.serve(config, quick);
      const { outcome, totals } = await desk.result(id);
      expect(outcome).toMatchObject({ kind: 'answered', answer: 'Done.' });
      expect(totals).toMatchObject({ toolCalls: 1, toolErrors: 0 });
      expect(begun).toEqual([`${name} 1`, `${name} 2`]);
    },
  );
});
