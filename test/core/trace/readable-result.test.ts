import { describe, expect, it } from 'vitest';
import { activityFact, undoEndOf } from '../../../src/core/trace/activity-event.ts';
import type { ActivityKind } from '../../../src/core/trace/history-fact.ts';
import type { Json } from '../../../src/core/values/json.ts';
import { orUndecoded } from '../../../src/core/values/undecoded.ts';

const undecoded = orUndecoded(
  () => {
    throw new Error('unknown encoding');
  },
  () => 'json/protobuf',
) as unknown as Json;

const kinds: ActivityKind[] = [
  'open-run',
  'call-model',
  'run-tool',
  'prepare-tool',
  'check-edit',
  'probe-effect',
  'undo-effect',
];

describe('what an activity returned', () => {
  it.each(kinds)('is a failure of %s where it could not be decoded or is of another shape', (kind) => {
    const strange: Json[] = [undecoded, null, 'done', 7, [], {}, { kind: 'done' }, { kind: 'succeeded' }];
    for (const output of strange) {
      const fact = activityFact(kind, 'c1.1', { kind: 'completed', output });
      expect(fact?.type).toMatch(/failed$|^undo-ended$/);
      if (fact?.type === 'undo-ended') expect(fact.end.kind).toBe('failed');
    }
  });

  it('says how it was encoded, and what may be the cause', () => {
    expect(activityFact('run-tool', 'c1.1', { kind: 'completed', output: undecoded })).toEqual({
      type: 'tool-failed',
      id: 'c1.1',
      failure: {
        type: 'tool.unexpected',
        message:
          'its answer is in an encoding that cannot be read (json/protobuf); do workers of another build or project serve this queue?',
        retryable: false,
      },
    });
  });

  it('is never an undo that went through', () => {
    expect(undoEndOf({ kind: 'completed', output: {} }).kind).toBe('failed');
    expect(undoEndOf({ kind: 'completed', output: { kind: 'undone' } })).toEqual({ kind: 'undone' });
  });
});
