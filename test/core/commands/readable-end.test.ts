import { describe, expect, it } from 'vitest';
import { activityKinds, readableEnd } from '../../../src/core/commands/activities.ts';
import { undoFact } from '../../../src/core/commands/undo-fact.ts';
import type { Json } from '../../../src/core/values/json.ts';
import { orUndecoded } from '../../../src/core/values/undecoded.ts';

const undecoded = orUndecoded(
  () => {
    throw new Error('unknown encoding');
  },
  () => 'json/protobuf',
) as unknown as Json;

describe('what an activity returned', () => {
  it.each(activityKinds)(
    'is a failure of %s where it could not be decoded or is of another shape',
    (kind) => {
      const strange = [undecoded, null, 'done', 7, { conflict: 7 }];
      const others = kind === 'check-undo' ? [] : [{}, [], { kind: 'done' }, { kind: 'succeeded' }];
      for (const output of [...strange, ...others] as Json[])
        expect(readableEnd(kind, { kind: 'completed', output }).kind).toBe('failed');
    },
  );

  it('is no undo, and no undo that would go through, where it could not be decoded', () => {
    const end = { kind: 'completed', output: undecoded } as const;
    expect(undoFact('undo-effect', 'c1.1', end, 0)).toMatchObject({ end: { kind: 'failed' } });
    expect(undoFact('check-undo', 'c1.1', end, 0)).toMatchObject({
      conflict: expect.stringMatching(/^it could not be checked: its answer is in an encoding/),
    });
  });

  it('says how it was encoded, and what may be the cause', () => {
    expect(readableEnd('run-tool', { kind: 'completed', output: undecoded })).toEqual({
      kind: 'failed',
      failure: {
        type: 'tool.unexpected',
        message:
          'its answer is in an encoding that cannot be read (json/protobuf); do workers of another build or project serve this queue?',
        retryable: false,
      },
    });
  });

  it.each([
    ['run-tool', { kind: 'succeeded', output: null }],
    ['run-tool', { kind: 'rejected', error: { type: 'ToolError', message: 'No.' } }],
    ['undo-effect', { kind: 'undone' }],
    ['check-undo', {}],
    ['probe-effect', { kind: 'absent' }],
    ['check-settlement', { kind: 'applied', output: null }],
    ['check-settlement', { kind: 'misfit', message: 'No.' }],
  ] as const)('is taken as it is where it can be read: %s', (kind, output) => {
    const end = { kind: 'completed', output: output as Json } as const;
    expect(readableEnd(kind, end)).toBe(end);
  });
});
