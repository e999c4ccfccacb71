import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { defineAgent } from '../../src/agents/define-agent.ts';
import { defineConfig } from '../../src/config/define-config.ts';
import { playTurns } from '../../src/scripted-provider/play-turns.ts';
import { defineTool } from '../../src/tools/define/define-tool.ts';
import { type Desk, openDesk, providerEnv } from '../support/desk.ts';
import { type HoldfastProcess, startHoldfast } from '../support/holdfast-process.ts';
import { temporaryHome } from '../support/temporal-server.ts';

let folder: { home: string; remove: () => Promise<void> };
let desk: Desk;
let run: string;
let worker: HoldfastProcess | undefined;

/** Another build of the shop, which declares the tool otherwise. */
const otherBuild = defineConfig({
  agents: [
    defineAgent({
      name: 'retail',
      instructions: 'Do as you are told.',
      model: 'anthropic:claude-sonnet-4-5',
      tools: [
        defineTool({
          name: 'cancel_pending_order',
          description: 'Cancel an order.',
          input: z.object({ order_id: z.string() }),
          output: z.object({}),
          effect: 'irreversible',
          idempotency: 'keyed',
          execute: async () => ({}),
        }),
      ],
    }),
  ],
});

beforeEach(async () => {
  worker = undefined;
  folder = await temporaryHome();
  desk = await openDesk({
    address: inject('temporalAddress'),
    namespace: inject('temporalNamespace'),
    taskQueue: `stale-${randomUUID()}`,
    config: otherBuild,
    script: playTurns([
      { toolCalls: [{ name: 'cancel_pending_order', arguments: { order_id: '#W1' } }] },
      { text: 'Done.' },
    ]),
  });
  run = await desk.start({ agent: 'retail', taskId: randomUUID(), input: 'Go.', startedBy: 'ada' });
  await desk.settled(run);
});
afterEach(async () => {
  worker?.kill('SIGKILL');
  await worker?.ended;
  await desk.client.workflow
    .getHandle(run)
    .terminate('end of the test')
    .catch(() => {});
  await desk.stop();
  await folder.remove();
});

describe('holdfast worker', () => {
  it.each([['under its supervisor'], ['by itself', '--no-supervisor']])(
    'says at its start which open approvals its build makes void: %s',
    async (_, ...flags) => {
      worker = startHoldfast(['worker', '--json', '--queues', desk.taskQueue, ...flags], {
        cwd: folder.home,
        env: {
          ...providerEnv(desk.provider),
          TEMPORAL_ADDRESS: inject('temporalAddress'),
          TEMPORAL_NAMESPACE: inject('temporalNamespace'),
          HOLDFAST_WORLD: `sqlite:${join(folder.home, 'world.sqlite')}`,
        },
      });
      await worker.firstLine;
      const told = () => worker?.soFar().stderr.replaceAll(/\s+/g, ' ');
      const voided = `${run} c1.1r1: the declaration of cancel_pending_order changed since it was asked`;
      await expect.poll(told, { timeout: 20_000 }).toContain(voided);
      expect(told()).toContain('1 open approval cannot run with this build.');
    },
  );
});
