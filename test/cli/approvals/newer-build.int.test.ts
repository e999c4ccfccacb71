import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { defineAgent } from '../../../src/agents/define-agent.ts';
import { findStaleApprovals } from '../../../src/cli/worker/find-stale-approvals.ts';
import { findConnectionTarget } from '../../../src/client/connection/connection-target.ts';
import { defineConfig, type HoldfastConfig } from '../../../src/config/define-config.ts';
import { playTurns } from '../../../src/scripted-provider/play-turns.ts';
import { defineTool } from '../../../src/tools/define/define-tool.ts';
import type { RunningWorkers } from '../../../src/workers/start-workers-options.ts';
import { type Desk, openDesk } from '../../support/desk.ts';
import { lastJson, runCli } from '../../support/run-cli.ts';

const booked: string[] = [];

/** A build whose agent asks before it books; `name` and `description` are the tool's. */
function build(description: string, name = 'book'): HoldfastConfig {
  const book = defineTool({
    name,
    description,
    input: z.object({ seat: z.string() }),
    output: z.object({ booked: z.string() }),
    effect: 'irreversible',
    idempotency: 'keyed',
    execute: async ({ seat }) => {
      booked.push(seat);
      return { booked: seat };
    },
  });
  const agent = defineAgent({
    name: 'booker',
    instructions: 'Do as you are told.',
    model: 'anthropic:claude-sonnet-4-5',
    tools: [book],
  });
  return defineConfig({ agents: [agent] });
}

const older = build('Book a seat.');
const newer = build('Book a seat, for two.');
const where = () => ({ address: inject('temporalAddress'), namespace: inject('temporalNamespace') });

/** They hold back nothing, once stopped. */
const quick = { drainMs: 200 };

let desk: Desk;
let workers: RunningWorkers;
let run: string;
let named: readonly string[];

beforeEach(async () => {
  const seat = randomUUID();
  desk = await openDesk({
    ...where(),
    taskQueue: `deploys-${seat}`,
    config: older,
    script: playTurns([{ toolCalls: [{ name: 'book', arguments: { seat } }] }, { text: 'Done.' }]),
    worker: 'none',
  });
  workers = await desk.serve(older, quick);
  run = await desk.start({ agent: 'booker', taskId: seat, input: 'Book.', startedBy: 'ada' });
  const [approval] = (await desk.settled(run)).approvals;
  named = [run, approval?.id ?? '', '--digest', approval?.digest ?? '', '--by', 'bea', '--json'];
});
afterEach(async () => {
  await workers.stop();
  await desk.client.workflow
    .getHandle(run)
    .terminate('end of the test')
    .catch(() => {});
  await desk.stop();
});

async function approve(...flags: readonly string[]) {
  const { address, namespace } = where();
  const argv = ['approve', ...named, ...flags, '--address', address, '--namespace', namespace];
  const result = await runCli(argv);
  return { exitCode: result.exitCode, told: lastJson(result) };
}

const stale = async (config: HoldfastConfig, queue = desk.taskQueue) =>
  (await findStaleApprovals(await findConnectionTarget(where()), config, [queue]))?.named;

describe('an approval that is open when another build takes over', () => {
  it('is named at the start of a worker of that build, and of no other build or queue', async () => {
    const [, approval] = named;
    await expect
      .poll(() => stale(newer), { timeout: 10_000 })
      .toEqual([{ run, id: approval, tool: 'book', because: 'changed' }]);
    expect(await stale(build('Book a seat.', 'reserve'))).toMatchObject([{ because: 'gone' }]);
    expect(await stale(older)).toBeUndefined();
    expect(await stale(newer, 'another-queue')).toBeUndefined();
  });

  it('is void when it is given: exit 9, what changed is named, and nothing runs', async () => {
    await workers.stop();
    workers = await desk.serve(newer, quick);
    expect(await approve()).toMatchObject({
      exitCode: 9,
      told: { code: 'void', why: 'it is not what was approved: the declaration of the tool changed' },
    });
    expect(booked).not.toContain(run.split('/').at(-1));
  });

  it('is taken with --no-wait: exit 0 once the run has it', async () => {
    await workers.stop();
    workers = await desk.serve(newer, quick);
    expect(await approve('--no-wait')).toMatchObject({ exitCode: 0 });
  });

  it('is 8 while no worker answers, and the decision may still arrive', async () => {
    await workers.stop();
    expect(await approve()).toMatchObject({
      exitCode: 8,
      told: {
        code: 'no_worker',
        why: expect.stringMatching(/may still hand this one over if a worker comes soon/),
      },
    });
  }, 60_000);

  it('lets its call run with the build that asked: exit 0 once that has started', async () => {
    expect(await approve()).toMatchObject({ exitCode: 0 });
    expect(booked).toContain(run.split('/').at(-1));
  });
});
