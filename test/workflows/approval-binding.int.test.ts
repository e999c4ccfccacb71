import { MockActivityEnvironment } from '@temporalio/testing';
import { afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import type { ActivityDependencies } from '../../src/activities/dependencies.ts';
import { executeTool } from '../../src/activities/tools/execute-tool.ts';
import { defineAgent } from '../../src/agents/define-agent.ts';
import { defineConfig, type HoldfastConfig } from '../../src/config/define-config.ts';
import type { RunToolInput } from '../../src/contracts/activities.ts';
import { playTurns } from '../../src/scripted-provider/play-turns.ts';
import { defineTool } from '../../src/tools/define/define-tool.ts';
import type { Tool, ToolDefinition } from '../../src/tools/define/tool.ts';
import { PreconditionChanged } from '../../src/tools/errors/tool-error.ts';
import { createLog } from '../../src/workers/log.ts';
import { type Desk, openDesk } from '../support/desk.ts';

const input = z.strictObject({ to: z.string(), cents: z.number() });
const output = z.strictObject({ paid: z.number() });

/** How often money moved, and what it would rest on. */
const till = { payments: 0, balance: 100 };

type Declaration = Partial<
  Pick<ToolDefinition<typeof input, typeof output>, 'description' | 'input' | 'effect' | 'idempotency'>
>;

function payTool(changed: Declaration = {}): Tool {
  return defineTool({
    name: 'pay',
    description: 'Pay somebody.',
    input,
    output,
    effect: 'compensable',
    idempotency: 'keyed',
    prepare: async ({ to, cents }) => ({
      preview: `Pay ${cents} to ${to}`,
      precondition: { balance: till.balance },
    }),
    execute: async ({ cents }, { precondition }) => {
      const expected = (precondition as { balance?: number } | undefined)?.balance;
      if (expected !== till.balance) throw new PreconditionChanged('The till holds something else by now.');
      till.payments++;
      return { paid: cents };
    },
    probe: async () => ({ kind: 'unknown' }),
    undo: async () => {},
    ...changed,
  });
}

function configOf(tool: Tool, instructions: string): HoldfastConfig {
  const rules = [{ name: 'payments ask', when: { tool: 'pay' }, then: 'ask' as const }];
  const agent = defineAgent({
    name: 'cashier',
    instructions,
    model: 'anthropic:claude-sonnet-4-5',
    tools: [tool],
    rules,
  });
  return defineConfig({ agents: [agent] });
}

describe('what was approved', () => {
  let desk: Desk | undefined;
  let runs = 0;

  const open = (tool: Tool, instructions = 'Do as you are told.') =>
    openDesk({
      address: inject('temporalAddress'),
      namespace: inject('temporalNamespace'),
      taskQueue: 'binding',
      config: configOf(tool, instructions),
      script: playTurns([
        { toolCalls: [{ name: 'pay', arguments: { to: 'ada', cents: 500 } }] },
        { text: 'Done.' },
      ]),
    });
  const ask = async (at: Desk): Promise<string> => {
    const run = await at.start({
      agent: 'cashier',
      taskId: `binding-${++runs}`,
      input: 'Go.',
      startedBy: 'ada',
    });
    expect((await at.settled(run)).state).toBe('awaiting-approval');
    return run;
  };
  const approve = async (at: Desk, run: string): Promise<void> => {
    const decision = { approvalId: 'c1.1r1', decision: 'approve', by: 'bea' };
    expect(await at.send(run, 'resolveApproval', decision)).toMatchObject({ accepted: true });
  };

  afterEach(async () => {
    await desk?.stop();
    desk = undefined;
    till.payments = 0;
    till.balance = 100;
  });

  it.each<[string, Declaration]>([
    ['another description', { description: 'Pay somebody, or everybody.' }],
    [
      'a wider schema',
      { input: z.object({ to: z.string(), cents: z.number(), tip: z.number().default(900) }) as never },
    ],
    ['another effect class', { effect: 'reversible' }],
    ['another promise about its key', { idempotency: 'none' }],
  ])('is not run by a worker whose tool has %s', async (_, changed) => {
    const before = await open(payTool());
    const run = await ask(before);
    await before.stop();
    desk = await open(payTool(changed));
    await approve(desk, run);
    const view = await desk.result(run);
    expect(till.payments).toBe(0);
    expect(view.approvals.map(({ state }) => state)).toEqual(['void']);
    expect(view.effects.map(({ state }) => state)).toEqual(['absent']);
  });

  it('is void once somebody edits it before a worker that declares the tool otherwise, and says so', async () => {
    const before = await open(payTool());
    const run = await ask(before);
    await before.stop();
    desk = await open(payTool({ description: 'Pay somebody, or everybody.' }));
    const decision = {
      approvalId: 'c1.1r1',
      decision: 'edit',
      by: 'bea',
      arguments: { to: 'ada', cents: 5 },
    };
    expect(await desk.send(run, 'resolveApproval', decision)).toMatchObject({
      accepted: false,
      refusal: { code: 'void', message: expect.stringContaining('the declaration of the tool changed') },
    });
    const view = await desk.result(run);
    expect(till.payments).toBe(0);
    expect(view.approvals).toMatchObject([
      { state: 'void', voidedBy: 'the declaration of the tool changed' },
    ]);
    expect(view.outcome).toMatchObject({ kind: 'answered' });
  });

  it('is run by a worker whose agent has other instructions: the run keeps its own charter', async () => {
    const before = await open(payTool());
    const run = await ask(before);
    await before.stop();
    desk = await open(payTool(), 'Do as you please.');
    await approve(desk, run);
    expect((await desk.result(run)).effects.map(({ state }) => state)).toEqual(['applied']);
    expect(till.payments).toBe(1);
  });

  it('is not run when what it rests on changed since', async () => {
    desk = await open(payTool());
    const run = await ask(desk);
    till.balance = 3;
    await approve(desk, run);
    const view = await desk.result(run);
    expect(till.payments).toBe(0);
    expect(view.approvals.map(({ state }) => state)).toEqual(['void']);
  });

  describe('as a real run hands it to its worker', () => {
    let handed: RunToolInput;
    beforeAll(async () => {
      const at = await open(payTool());
      const run = await ask(at);
      await approve(at, run);
      await at.result(run);
      handed = await payInput(at, run);
      await at.stop();
      till.payments = 0;
    });
    const run = (given: RunToolInput, tool = payTool()) =>
      new MockActivityEnvironment({ attempt: 1 }).run(executeTool(tool, dependencies), given);

    it('runs as it is', async () => {
      expect(await run(handed)).toEqual({ kind: 'succeeded', output: { paid: 500 } });
      expect(till.payments).toBe(1);
    });

    const bound = (changed: Partial<NonNullable<RunToolInput['approval']>>) => ({
      approval: { ...handed.approval, ...changed } as NonNullable<RunToolInput['approval']>,
    });
    it.each<[string, () => Partial<RunToolInput>]>([
      ['an amount', () => ({ arguments: { to: 'ada', cents: 50_000 } })],
      ['a recipient', () => ({ arguments: { to: 'eve', cents: 500 } })],
      ['one more argument', () => ({ arguments: { to: 'ada', cents: 500, tip: 1 } })],
      ['the precondition', () => ({ precondition: { balance: 3 } })],
      ['the approval id', () => bound({ approvalId: 'c1.1r2' })],
      ['the preview', () => bound({ preview: 'Pay 5 to ada' })],
      ['the charter', () => bound({ charterDigest: '0'.repeat(64) })],
      ['the expiry', () => bound({ expiresAtMs: (handed.approval?.expiresAtMs ?? 0) + 1 })],
      ['the digest', () => bound({ digest: '0'.repeat(64) })],
    ])('does not run when %s was changed on the way', async (_, change) => {
      expect(await run({ ...handed, ...change() })).toMatchObject({ kind: 'voided' });
      expect(till.payments).toBe(0);
    });

    it('does not run without its precondition', async () => {
      const { precondition: _, ...rest } = handed;
      expect(await run(rest)).toMatchObject({ kind: 'voided' });
      expect(till.payments).toBe(0);
    });

    it('does not run by a tool of another name, or declared otherwise', async () => {
      const changed = payTool({ description: 'Pay somebody else.' });
      expect(await run(handed, changed)).toMatchObject({ kind: 'voided' });
      expect(await run(handed, { ...payTool(), name: 'pay_twice' })).toMatchObject({ kind: 'voided' });
      expect(till.payments).toBe(0);
    });
  });
});

const dependencies = { log: createLog({ level: 'silent' }) } as unknown as ActivityDependencies;

/** What the run's history says that the worker was given. */
async function payInput({ client }: Desk, run: string): Promise<RunToolInput> {
  const { events } = await client.workflow.getHandle(run).fetchHistory();
  const scheduled = events
    ?.map((event) => event.activityTaskScheduledEventAttributes)
    .find((attributes) => attributes?.activityType?.name === 'pay');
  const [payload] = scheduled?.input?.payloads ?? [];
  if (!payload?.data) throw new Error(`${run} scheduled no payment`);
  const { origin: _, ...input } = JSON.parse(Buffer.from(payload.data).toString('utf8')) as RunToolInput;
  // Handed over outside a run, it is of no execution that could have been reset.
  return input;
}
