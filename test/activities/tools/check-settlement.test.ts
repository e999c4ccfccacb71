import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { checkSettlement } from '../../../src/activities/tools/check-settlement.ts';
import type { CheckSettlementInput } from '../../../src/contracts/activities.ts';
import type { Json } from '../../../src/core/values/json.ts';
import { defineTool } from '../../../src/tools/define/define-tool.ts';

const noLog = () => {};
const log = { debug: noLog, info: noLog, warn: noLog, error: noLog };
const call = { callId: 'c1.1', arguments: { book: 'Dune' }, idempotencyKey: 'agent/a/t/r/c1.1/d/run' };

/** A tool whose output has a default, and holds for the book of its call only. */
function check(input: Partial<CheckSettlementInput>, probes = true) {
  const keys: string[] = [];
  const tool = defineTool({
    name: 'lend',
    description: 'Lends a book.',
    input: z.object({ book: z.string() }),
    output: z.looseObject({ book: z.string(), days: z.number().default(14) }),
    effect: 'compensable',
    idempotency: 'keyed',
    execute: async ({ book }) => ({ book }),
    verify: (output, { book }) => (output.book === book ? undefined : `it is about ${output.book}`),
    undo: async () => {},
    ...(probes && {
      probe: async ({ book }: { book: string }, { idempotencyKey }: { idempotencyKey: string }) => {
        keys.push(idempotencyKey);
        return { kind: 'applied' as const, output: { book } };
      },
    }),
  });
  const environment = new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') });
  const ended = environment.run(checkSettlement(tool, { log }), { ...call, ...input });
  return { ended, keys };
}

describe('what a person says of an effect', () => {
  it('is a result as the output schema makes it', async () => {
    expect(await check({ output: { book: 'Dune' } }).ended).toEqual({
      kind: 'applied',
      output: { book: 'Dune', days: 14 },
    });
  });

  it.each([
    ['its schema refuses', { title: 'Dune' }, /^The result given for lend is something else.*book/s],
    ['is nothing', null, /^The result given for lend is null where its output schema asks for a value\.$/],
    ['its verify refuses', { book: 'Emma' }, /does not hold: it is about Emma$/],
    [
      'is too large to be kept',
      { book: 'Dune', note: 'x'.repeat(20_000) },
      /^The result given for lend is \d+ bytes of JSON, more than the 16384/,
    ],
  ])('is a misfit where the result %s', async (_, output, message) => {
    expect(await check({ output }).ended).toEqual({
      kind: 'misfit',
      message: expect.stringMatching(message),
    });
  });

  it('is a misfit that the probe is not asked about', async () => {
    const { ended, keys } = check({ output: { title: 'Dune' } });
    await ended;
    expect(keys).toEqual([]);
  });

  it('is looked for by the probe where no result is given, with the key of the call', async () => {
    const { ended, keys } = check({});
    expect(await ended).toEqual({ kind: 'applied', output: { book: 'Dune', days: 14 } });
    expect(keys).toEqual([call.idempotencyKey]);
  });

  it('stays unknown where this worker’s tool has no probe', async () => {
    expect(await check({}, false).ended).toEqual({
      kind: 'unknown',
      because: 'lend has no probe on this worker',
    });
  });

  it('is held against the schema alone where the tool no longer takes the arguments', async () => {
    const ofOlder = (output: Json) => check({ arguments: { title: 'Dune' }, output }).ended;
    expect(await ofOlder({ book: 'Emma' })).toMatchObject({ kind: 'applied' });
    expect(await ofOlder({ title: 'Emma' })).toMatchObject({ kind: 'misfit' });
    expect(await check({ arguments: { title: 'Dune' } }).ended).toMatchObject({ kind: 'unknown' });
  });
});
