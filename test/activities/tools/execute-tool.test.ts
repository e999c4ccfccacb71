import type { Info } from '@temporalio/activity';
import type { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { executeTool } from '../../../src/activities/tools/execute-tool.ts';
import type { RunToolInput } from '../../../src/contracts/activities.ts';
import { type ApprovalBinding, bindingDigest } from '../../../src/core/approvals/approval.ts';
import type { ToolResult } from '../../../src/core/commands/run-tool.ts';
import type { LedgerEntry } from '../../../src/core/effects/effect.ts';
import type { LeftBehind } from '../../../src/core/effects/made-before-reset.ts';
import { defineTool } from '../../../src/tools/define/define-tool.ts';
import type { Tool, ToolContext } from '../../../src/tools/define/tool.ts';
import { PreconditionChanged, ToolError, TransientToolError } from '../../../src/tools/errors/tool-error.ts';

type Execute = (input: { shelf: string; book: string }, context: ToolContext) => Promise<{ book: string }>;

/** A write and a read of one make, whose work is up to the test. */
function shelve(execute: Execute, effect: 'reversible' | 'read' = 'reversible'): Tool {
  return defineTool({
    name: 'shelve',
    description: 'Puts a book on a shelf.',
    input: z.object({ shelf: z.string(), book: z.string().default('Dune') }),
    output: z.object({ book: z.string(), placed: z.boolean().default(true) }),
    effect,
    idempotency: 'keyed',
    verify: ({ book }) => (book === 'Emma' ? 'it is not on the shelf' : undefined),
    execute,
    ...(effect === 'reversible' && { undo: async () => {} }),
  });
}

const call: RunToolInput = {
  callId: 'c2.1',
  arguments: { shelf: 'A', book: 'Dune' },
  idempotencyKey: 'agent/a/t/r/c2.1/d/run',
};
const logged: object[] = [];
const note = (fields: object): void => void logged.push(fields);
const log = { debug: note, info: note, warn: note, error: note };
/** No reset left anything behind. */
const leftBehind = async () => ({ effects: [], isPartly: false, toldCalls: [], ownKeys: [], refused: [] });

beforeEach(() => {
  logged.length = 0;
});

/** The SDK's own, which tells of a failure that a test asks for in its return alone. */
function activity(info: Partial<Info> = {}): MockActivityEnvironment {
  return new MockActivityEnvironment(info, { logger: new DefaultLogger('ERROR') });
}

function run(tool: Tool, given: Partial<RunToolInput> = {}, environment = activity()): Promise<ToolResult> {
  return environment.run(executeTool(tool, { log, leftBehind }), { ...call, ...given });
}

/** What Temporal would write down of a call that fails. */
async function failureOf(running: Promise<unknown>): Promise<ApplicationFailure> {
  const error = await running.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error === undefined) throw new Error('expected the call to fail, and it did not');
  return error as ApplicationFailure;
}

describe('executeTool', () => {
  it('gives the tool its arguments, key, precondition and attempt, and answers with its verified output', async () => {
    const seen: unknown[] = [];
    const tool = shelve(async (input, { idempotencyKey, precondition, attempt }) => {
      seen.push(input, idempotencyKey, precondition, attempt);
      return { book: input.book };
    });
    const environment = activity({ attempt: 3 });
    expect(await run(tool, { precondition: 'empty' }, environment)).toEqual({
      kind: 'succeeded',
      output: { book: 'Dune', placed: true },
    });
    expect(seen).toEqual([{ shelf: 'A', book: 'Dune' }, 'agent/a/t/r/c2.1/d/run', 'empty', 3]);
  });

  it('gives the tool the arguments as they were checked: nothing is filled in or converted again', async () => {
    let draws = 0;
    const seen: unknown[] = [];
    const tool = defineTool({
      name: 'pay',
      description: 'Pays.',
      input: z.object({
        cents: z.string().transform((text) => Number(text) * 100),
        urgent: z.stringbool(),
        nonce: z.number().default(() => ++draws),
      }),
      output: z.null(),
      effect: 'read',
      execute: async (input) => {
        seen.push(input);
        return null;
      },
    });
    const checked = { cents: 250, urgent: true, nonce: 7 };
    expect(await run(tool, { arguments: checked })).toEqual({ kind: 'succeeded', output: null });
    expect(seen).toEqual([checked]);
    const plain = shelve(async (input) => {
      seen.push(input);
      return { book: 'Dune' };
    });
    await run(plain, { arguments: { shelf: 'A' } });
    expect(seen[1]).toEqual({ shelf: 'A' });
  });

  it('turns a refusal of the tool into a result for the model', async () => {
    const tool = shelve(async () => {
      throw new ToolError('Shelf A is full.');
    });
    expect(await run(tool)).toEqual({
      kind: 'rejected',
      error: { type: 'ToolError', message: 'Shelf A is full.' },
    });
  });

  it('does not run arguments that the tool no longer takes', async () => {
    let ran = false;
    const tool = shelve(async ({ book }) => {
      ran = true;
      return { book };
    });
    expect(await run(tool, { arguments: { shelf: 1 } })).toEqual({
      kind: 'rejected',
      error: {
        type: 'bad-arguments',
        message: expect.stringContaining('shelve no longer takes these arguments: '),
      },
    });
    expect(ran).toBe(false);
  });

  it('voids a call whose precondition the tool finds changed', async () => {
    const tool = shelve(async () => {
      throw new PreconditionChanged('Shelf A is taken.');
    });
    expect(await run(tool, { precondition: 'empty' })).toEqual({
      kind: 'voided',
      message: 'Shelf A is taken.',
    });
  });

  describe('with an approval', () => {
    let ran: number;
    const tool = shelve(async ({ book }) => {
      ran++;
      return { book };
    });
    const binding: ApprovalBinding = {
      approvalId: 'c2.1r1',
      tool: 'shelve',
      arguments: { shelf: 'A', book: 'Dune' },
      preview: 'Put Dune on A.',
      precondition: 'empty',
      toolDigest: tool.digest,
      charterDigest: 'charter',
      expiresAtMs: 1_000,
    };
    const approval = { ...binding, digest: bindingDigest(binding) };
    beforeEach(() => {
      ran = 0;
    });

    it('runs what was approved', async () => {
      expect(await run(tool, { precondition: 'empty', approval })).toMatchObject({ kind: 'succeeded' });
      expect(ran).toBe(1);
    });

    it.each<[string, Partial<RunToolInput>, Tool?]>([
      ['other arguments', { arguments: { shelf: 'B' } }],
      ['another precondition', { precondition: 'half full' }],
      ['another preview', { approval: { ...approval, preview: 'Put Dune on B.' } }],
      ['a longer term', { approval: { ...approval, expiresAtMs: 2_000 } }],
      ['another tool', {}, { ...tool, name: 'burn' }],
      ['another declaration of the tool', {}, { ...tool, digest: 'other' }],
    ])('voids a call with %s, and does not run it', async (_, given, changed = tool) => {
      expect(await run(changed, { precondition: 'empty', approval, ...given })).toEqual({
        kind: 'voided',
        message: expect.stringContaining('it is not what was approved'),
      });
      expect(ran).toBe(0);
    });
  });

  it('refuses on a later attempt as on the first: what came before certainly had no effect', async () => {
    const tool = shelve(async () => {
      throw new ToolError('Shelf A is full.');
    });
    expect(await run(tool, {}, activity({ attempt: 2 }))).toMatchObject({ kind: 'rejected' });
    expect(await run(tool, { arguments: { shelf: 1 } }, activity({ attempt: 2 }))).toMatchObject({
      kind: 'rejected',
    });
  });

  it.each<[string, () => Promise<{ book: string }>, string]>([
    [
      'of another shape',
      async () => ({ title: 'Dune' }) as never,
      'something else than its output schema says',
    ],
    ['of nothing', async () => undefined as never, 'returned undefined where its output schema asks'],
    ['that its own check refuses', async () => ({ book: 'Emma' }), 'does not hold: it is not on the shelf'],
  ])('fails an output %s for good, and logs it', async (_, execute, words) => {
    const failure = await failureOf(run(shelve(execute)));
    expect(failure).toMatchObject({
      type: 'tool.output-invalid',
      nonRetryable: true,
      details: [{ schema: 'holdfast.failure/v1', attempt: 1, callId: 'c2.1' }],
    });
    expect(failure.message).toContain(words);
    expect(logged).toEqual([{ tool: 'shelve', call: 'c2.1', problem: failure.message }]);
  });

  it.each([
    ['write', 'reversible', 16_384],
    ['read', 'read', 131_072],
  ] as const)('fails an output that is larger than a %s may return for good', async (_, effect, most) => {
    const returning = (length: number) => shelve(async () => ({ book: 'x'.repeat(length) }), effect);
    const frame = JSON.stringify({ book: '', placed: true }).length;
    expect(await run(returning(most - frame))).toMatchObject({ kind: 'succeeded' });
    expect(await failureOf(run(returning(most - frame + 1)))).toMatchObject({
      type: 'tool.output-too-large',
      nonRetryable: true,
    });
  });

  it('fails in passing where nothing was done, not to be tried sooner than asked for', async () => {
    const tool = shelve(async () => {
      throw new TransientToolError('The library is closed.', { retryAfterMs: 60_000, tookNoEffect: true });
    });
    expect(await failureOf(run(tool))).toMatchObject({
      type: 'tool.transient',
      message: 'The library is closed.',
      nonRetryable: false,
      nextRetryDelay: 60_000,
    });
  });

  it('leaves to the run what may have acted, with the wait that was asked for', async () => {
    const broken = async (): Promise<never> => {
      throw Object.assign(new Error('the connection broke'), { code: 'ECONNRESET', retryAfterMs: 700 });
    };
    expect(await failureOf(run(shelve(broken)))).toMatchObject({
      type: 'tool.may-have-acted',
      nonRetryable: true,
      details: [{ attempt: 1, retryAfterMs: 700 }],
    });
    // A read has done nothing, however it broke.
    expect(await failureOf(run(shelve(broken, 'read')))).toMatchObject({
      type: 'tool.transient',
      nonRetryable: false,
    });
  });

  it('waits about as long as the declared policy says', async () => {
    const tool = shelve(async () => {
      throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
    });
    const retryPolicy = { initialInterval: 10_000, backoffCoefficient: 3, maximumInterval: 60_000 };
    const waits = await Promise.all(
      [1, 2, 3].map(async (attempt) => {
        const failure = await failureOf(run(tool, {}, activity({ attempt, retryPolicy })));
        return Number(failure.nextRetryDelay);
      }),
    );
    for (const [position, declared] of [10_000, 30_000, 60_000].entries()) {
      expect(waits[position]).toBeGreaterThanOrEqual(declared * 0.9);
      expect(waits[position]).toBeLessThanOrEqual(declared * 1.1);
    }
  });

  it('fails for good, and logs the error, where a tool breaks', async () => {
    const tool = shelve(async () => {
      throw new RangeError('no such shelf');
    });
    expect(await failureOf(run(tool))).toMatchObject({
      type: 'tool.unexpected',
      message: 'no such shelf',
      nonRetryable: true,
    });
    expect(logged).toMatchObject([{ tool: 'shelve', call: 'c2.1', err: { name: 'RangeError' } }]);
  });

  /** Works until it is told to stop, as a fetch with its signal does. */
  const untilAborted = (effect?: 'read') =>
    shelve(
      (_, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
        }),
      effect,
    );

  it('aborts a read when its activity is cancelled, and ends as cancelled', async () => {
    const environment = activity({ startToCloseTimeoutMs: 60_000 });
    const running = failureOf(run(untilAborted('read'), {}, environment));
    environment.cancel('CANCELLED');
    expect(await running).toMatchObject({ name: 'CancelledFailure', message: 'CANCELLED' });
    expect(logged).toEqual([]);
  });

  it('does not let a write hear that its run was cancelled: it has its time', async () => {
    const environment = activity({ startToCloseTimeoutMs: 200 });
    const beganMs = performance.now();
    const running = failureOf(run(untilAborted(), {}, environment));
    environment.cancel('CANCELLED');
    expect(await running).toMatchObject({ type: 'tool.may-have-acted' });
    expect(performance.now() - beganMs).toBeGreaterThan(150);
  });

  it('aborts a write when its worker shuts down, and counts no attempt', async () => {
    const environment = activity({ startToCloseTimeoutMs: 60_000 });
    const running = failureOf(run(untilAborted(), {}, environment));
    environment.cancel('WORKER_SHUTDOWN');
    expect(await running).toMatchObject({
      type: 'tool.may-have-acted',
      nonRetryable: true,
      details: [{ attempt: 0, lost: true }],
    });
    expect(logged).toEqual([]);
  });

  it('aborts the tool at the deadline of its attempt', async () => {
    const late = () => activity({ startToCloseTimeoutMs: 20 });
    expect(await failureOf(run(untilAborted(), {}, late()))).toMatchObject({ type: 'tool.may-have-acted' });
    expect(await failureOf(run(untilAborted('read'), {}, late()))).toMatchObject({ type: 'tool.transient' });
  });
});

describe('a write whose execution was made by a reset', () => {
  const workflowExecution = { workflowId: 'agent/a/t', runId: 'new' };
  const info = { workflowExecution, startToCloseTimeoutMs: 10_000 };
  const asked: unknown[] = [];
  const executed: unknown[] = [];
  const tool = shelve(async ({ book }) => {
    executed.push(book);
    return { book };
  });
  const dispatch = (
    read: () => Promise<LeftBehind>,
    given: Partial<RunToolInput> = { origin: { originalRunId: 'old' } },
  ) =>
    activity(info).run(
      executeTool(tool, {
        log,
        leftBehind: (...about) => {
          asked.push(about);
          return read();
        },
      }),
      { ...call, ...given },
    ) as Promise<ToolResult>;
  beforeEach(() => {
    asked.length = 0;
    executed.length = 0;
  });

  it.each([
    ['made by a reset', { originalRunId: 'old' }, 1],
    ['after one that was made by a reset', { originalRunId: 'new', afterReset: true as const }, 1],
    ['never reset', { originalRunId: 'new' }, 0],
  ])('looks at what was left behind where its execution was %s', async (_which, origin, times) => {
    await dispatch(leftBehind, { origin });
    expect(asked).toEqual(Array.from({ length: times }, () => [workflowExecution, 5_000, call.callId]));
    expect(executed).toEqual(['Dune']);
  });

  it('is given back, at no cost of attempts, while that cannot be read: nothing goes out on a guess', async () => {
    const failure = await failureOf(dispatch(() => Promise.reject(new Error('no server'))));
    expect(failure).toMatchObject({ type: 'run.past-unread', nonRetryable: true });
    expect(failure.message).toBe(
      'shelve was not called: its run was reset in Temporal, and what it had done before could not be read (no server). Nothing was done.',
    );
    expect(executed).toEqual([]);
  });

  it('is applied without an output where it was made and nobody knows what it brought: none is made up', async () => {
    const made: LedgerEntry = {
      ...{ id: 'old:c1.1', turn: 1, tool: 'shelve', class: 'compensable', resources: [], summary: 'shelve' },
      ...{ state: 'applied', undoable: true, arguments: call.arguments, argumentsDigest: 'd' },
      idempotencyKey: call.idempotencyKey,
    };
    const failure = await failureOf(dispatch(async () => ({ ...(await leftBehind()), effects: [made] })));
    expect(failure).toMatchObject({ type: 'tool.output-too-large', nonRetryable: true });
    expect(failure.message).toBe(
      'shelve took effect before this run was reset (old:c1.1), and what it returned is not known. It was not sent again.',
    );
    expect(executed).toEqual([]);
  });

  it('comes back as a dispatch that was lost where a history is not kept any more', async () => {
    const failure = await failureOf(dispatch(async () => ({ ...(await leftBehind()), isPartly: true })));
    expect(failure).toMatchObject({ type: 'tool.may-have-acted', nonRetryable: true });
    expect(failure.details?.[0]).toMatchObject({ attempt: 0, lost: true });
    expect(executed).toEqual([]);
  });
});
