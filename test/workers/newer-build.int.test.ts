import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { defineAgent } from '../../src/agents/define-agent.ts';
import { defineConfig, type HoldfastConfig } from '../../src/config/define-config.ts';
import { playTurns } from '../../src/scripted-provider/play-turns.ts';
import { defineTool } from '../../src/tools/define/define-tool.ts';
import { TransientToolError } from '../../src/tools/errors/tool-error.ts';
import type { RunningWorkers } from '../../src/workers/start-workers-options.ts';
import { type Desk, openDesk } from '../support/desk.ts';

/** They hold back nothing, once stopped. */
const quick = { drainMs: 200 };

let desk: Desk;
let workers: RunningWorkers;
let made: string[];

/** A write whose answer is lost the first time; a build knows it with other arguments or another description. */
function build(description: string, more: Record<string, z.ZodType> = {}): HoldfastConfig {
  const book = defineTool({
    name: 'book',
    description,
    input: z.object({ seat: z.string(), ...more }),
    output: z.object({ booked: z.string() }),
    effect: 'compensable',
    idempotency: 'keyed',
    timeout: '300ms',
    retry: { maximumAttempts: 5 },
    execute: async ({ seat }, { idempotencyKey, attempt }) => {
      made.push(idempotencyKey);
      if (attempt === 1) throw new TransientToolError('the answer was lost', { retryAfterMs: 4_000 });
      return { booked: String(seat) };
    },
    probe: async ({ seat }, { idempotencyKey }) =>
      made.includes(idempotencyKey)
        ? { kind: 'applied', output: { booked: String(seat) } }
        : { kind: 'absent' },
    undo: async () => {},
  });
  const agent = defineAgent({
    name: 'booker',
    instructions: 'Do as you are told.',
    model: 'anthropic:claude-sonnet-4-5',
    tools: [book],
    rules: [{ name: 'booking asks', when: { tool: 'book' }, then: 'ask' }],
  });
  return defineConfig({ agents: [agent] });
}

const older = build('Book a seat.');

beforeEach(async () => {
  made = [];
  desk = await openDesk({
    address: inject('temporalAddress'),
    namespace: inject('temporalNamespace'),
    taskQueue: `builds-${randomUUID()}`,
    config: older,
    script: playTurns([{ toolCalls: [{ name: 'book', arguments: { seat: '4A' } }] }, { text: 'Booked.' }]),
    worker: 'none',
  });
  workers = await desk.serve(older, quick);
});
afterEach(async () => {
  await workers.stop();
  await desk.stop();
});

describe('a write that an older build has begun', () => {
  it('is not repeated by one that knows the tool otherwise, nor told as not done: its probe finds it', async () => {
    const id = await desk.start({ agent: 'booker', taskId: randomUUID(), input: 'Go.', startedBy: 'test' });
    await desk.settled(id);
    await desk.send(id, 'resolveApproval', { approvalId: 'c1.1r1', decision: 'approve', by: 'ada' });
    await expect.poll(() => made.length).toBe(1);
    await workers.stop();
    workers = await desk.serve(build('Book a seat, and only there.'), quick);
    const view = await desk.result(id);
    expect(view.outcome).toMatchObject({ kind: 'answered', answer: 'Booked.' });
    expect(view.effects).toMatchObject([{ id: 'c1.1', state: 'applied' }]);
    expect(view.approvals).toMatchObject([{ state: 'approved' }]);
    expect(made).toHaveLength(1);
  });

  it('waits for a person where its arguments no longer fit, so that nothing can tell', async () => {
    const id = await desk.start({ agent: 'booker', taskId: randomUUID(), input: 'Go.', startedBy: 'test' });
    await desk.settled(id);
    await desk.send(id, 'resolveApproval', { approvalId: 'c1.1r1', decision: 'approve', by: 'ada' });
    await expect.poll(() => made.length).toBe(1);
    await workers.stop();
    workers = await desk.serve(build('Book a seat.', { cabin: z.string() }), quick);
    expect(await desk.settled(id)).toMatchObject({
      state: 'awaiting-human',
      effects: [{ id: 'c1.1', state: 'unknown' }],
    });
    const told = { effectId: 'c1.1', outcome: 'applied', output: { booked: '4A' }, by: 'ada' };
    expect(await desk.send(id, 'settleEffect', told)).toMatchObject({ accepted: true });
    expect((await desk.result(id)).effects).toMatchObject([{ state: 'applied' }]);
    expect(made).toHaveLength(1);
  });
});
