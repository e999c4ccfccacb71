import { describe, expect, it } from 'vitest';
import { callOfKey, idempotencyKey, runKeyOf, undoKeyOf } from '../../../src/core/ids/idempotency-key.ts';

const run = { workflowId: 'agent/retail/c1.1', firstRunId: '0af3' };
const key = idempotencyKey(run, { id: 'c3.12', arguments: {} });

describe('an idempotency key', () => {
  it('is of run, call and arguments', () => {
    expect(key).toBe(
      'agent/retail/c1.1/0af3/c3.12/44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a/run',
    );
  });

  it('differs from the key of its undo in its last part', () => {
    expect(undoKeyOf(key)).toBe(key.replace('/run', '/undo'));
    expect(runKeyOf(undoKeyOf(key))).toBe(key);
  });

  it('names its call, whatever the task is called', () => {
    expect(callOfKey(key)).toBe('c3.12');
    expect(callOfKey(undoKeyOf(key))).toBe('c3.12');
    expect(callOfKey('')).toBeUndefined();
  });
});
