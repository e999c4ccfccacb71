import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { defineAgent } from '../../src/agents/define-agent.ts';
import { defineConfig } from '../../src/config/define-config.ts';
import { playTurns } from '../../src/scripted-provider/play-turns.ts';
import { defineTool } from '../../src/tools/define/define-tool.ts';
import { type Desk, openDesk } from '../support/desk.ts';

/** What is promised, in the long form. */
const blockedMs = process.env.HOLDFAST_TEST_FORM === 'long' ? 20_000 : 3_000;
let desk: Desk | undefined;
afterEach(() => desk?.stop());

describe('a busy worker', () => {
  it('is not declared dead when its event loop is blocked in a long tool', async () => {
    const attempts: number[] = [];
    const reckon = defineTool({
      name: 'reckon',
      description: 'Reckons for a long time.',
      input: z.object({}),
      output: z.object({ done: z.boolean() }),
      effect: 'read',
      execute: async (_input, { attempt }) => {
        attempts.push(attempt);
        // Just before the next heartbeat would go out: the longest silence there is.
        await sleep(7_900);
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, blockedMs);
        return { done: true };
      },
    });
    const agent = defineAgent({
      name: 'reckoner',
      instructions: 'Reckon.',
      model: 'anthropic:claude-sonnet-4-5',
      tools: [reckon],
    });
    desk = await openDesk({
      address: inject('temporalAddress'),
      namespace: inject('temporalNamespace'),
      taskQueue: `busy-${randomUUID()}`,
      config: defineConfig({ agents: [agent] }),
      script: playTurns([{ toolCalls: [{ name: 'reckon', arguments: {} }] }, { text: 'Reckoned.' }]),
    });
    const id = await desk.start({ agent: 'reckoner', taskId: randomUUID(), input: 'Go', startedBy: 'test' });
    expect(await desk.result(id)).toMatchObject({ outcome: { kind: 'answered', answer: 'Reckoned.' } });
    expect(attempts).toEqual([1]);
  });
});
