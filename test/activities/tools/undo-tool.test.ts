import type { Info } from '@temporalio/activity';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { undoTool } from '../../../src/activities/tools/undo-tool.ts';
import type { UndoToolInput } from '../../../src/contracts/activities.ts';
import { defineTool } from '../../../src/tools/define/define-tool.ts';
import type { ProbeResult } from '../../../src/tools/define/tool.ts';
import { UndoConflict } from '../../../src/tools/errors/undo-conflict.ts';

type Found = ProbeResult<{ book: string }>['kind'];

const noLog = () => {};
const log = { debug: noLog, info: noLog, warn: noLog, error: noLog };
/** No reset left anything behind. */
const leftBehind = async () => ({ effects: [], isPartly: false, toldCalls: [], ownKeys: [], refused: [] });
const input: UndoToolInput = {
  effectId: 'c1.1',
  arguments: { book: 'Dune' },
  output: { book: 'Dune' },
  idempotencyKey: 'agent/a/t/r/c1.1/d/undo',
};
const conflict = () => Promise.reject(new UndoConflict('Dune', ['it was lent again']));

/** Run one attempt of an undo. `found` is what the probe then finds. */
async function attempt(
  undo: () => Promise<void>,
  info: Partial<Info>,
  { found, given = {} }: { readonly found?: Found; readonly given?: Partial<UndoToolInput> } = {},
) {
  const tool = defineTool({
    name: 'lend',
    description: 'Lends a book.',
    input: z.object({ book: z.string() }),
    output: z.object({ book: z.string() }),
    effect: 'compensable',
    idempotency: 'keyed',
    execute: async ({ book }) => ({ book }),
    undo,
    ...(found && {
      probe: async ({ book }: { book: string }) =>
        found === 'applied' ? { kind: found, output: { book } } : { kind: found },
    }),
  });
  const environment = new MockActivityEnvironment(info, { logger: new DefaultLogger('ERROR') });
  const words: unknown[] = [];
  environment.on('heartbeat', (word: unknown) => words.push(word));
  const ended = await environment
    .run(undoTool(tool, tool.undo ?? undo, { log, leftBehind }), { ...input, ...given })
    .catch(({ type, nonRetryable }: { type: string; nonRetryable: boolean }) => ({ type, nonRetryable }));
  return { ended, words };
}

describe('an undo that is refused', () => {
  it('is a conflict at the first attempt', async () => {
    expect((await attempt(conflict, { attempt: 1 })).ended).toMatchObject({ kind: 'conflict' });
  });

  it('is a conflict after attempts that certainly undid nothing: each left word of it', async () => {
    const refused = () => Promise.reject(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }));
    const first = await attempt(refused, { attempt: 1 });
    expect(first).toEqual({
      ended: { type: 'tool.transient', nonRetryable: false },
      words: [{ nothingUntil: 1 }],
    });
    const second = await attempt(conflict, { attempt: 2, heartbeatDetails: first.words[0] });
    expect(second.ended).toMatchObject({ kind: 'conflict' });
  });
});

describe('an undo that is refused after an attempt that may have undone', () => {
  it('is one of which no word was left: it broke off', async () => {
    const broken = () => Promise.reject(Object.assign(new Error('reset'), { code: 'ECONNRESET' }));
    expect(await attempt(broken, { attempt: 1 })).toEqual({
      ended: { type: 'tool.may-have-acted', nonRetryable: false },
      words: [],
    });
  });

  it('is undone where the probe finds the effect gone', async () => {
    const { ended } = await attempt(conflict, { attempt: 2 }, { found: 'absent' });
    expect(ended).toEqual({ kind: 'undone' });
  });

  it('is a conflict where the probe finds the effect', async () => {
    const { ended } = await attempt(conflict, { attempt: 2 }, { found: 'applied' });
    expect(ended).toMatchObject({ kind: 'conflict' });
  });

  it('fails where nothing can tell', async () => {
    const failed = { type: 'tool.may-have-acted', nonRetryable: true };
    expect((await attempt(conflict, { attempt: 2 })).ended).toEqual(failed);
    expect((await attempt(conflict, { attempt: 2 }, { found: 'unknown' })).ended).toEqual(failed);
  });

  it('is in doubt also where the last attempt certainly undid nothing', async () => {
    const refused = () => Promise.reject(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }));
    expect((await attempt(refused, { attempt: 2 })).ended).toEqual({
      type: 'tool.may-have-acted',
      nonRetryable: false,
    });
  });

  it('fails so in a later undo too', async () => {
    const given = { mayBeUndone: true } as const;
    expect((await attempt(conflict, { attempt: 1 }, { given })).ended).toMatchObject({
      type: 'tool.may-have-acted',
    });
  });
});
