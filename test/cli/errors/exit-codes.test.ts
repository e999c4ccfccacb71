import { describe, expect, it } from 'vitest';
import { exitCodeOfOutcome, exitCodeOfRun, exitCodes } from '../../../src/cli/errors/exit-codes.ts';

describe('exitCodes', () => {
  it('are those that scripts rely on', () => {
    expect(exitCodes).toEqual({
      ok: 0,
      bug: 1,
      usage: 2,
      notFound: 3,
      failed: 4,
      waitingForPerson: 5,
      partial: 7,
      unreachable: 8,
      conflict: 9,
      undoIncomplete: 10,
      notPermitted: 11,
      cancelled: 12,
      timeout: 124,
      interrupted: 130,
    });
  });
});

describe('exitCodeOfOutcome', () => {
  it.each([
    ['answered', 0],
    ['undone', 0],
    ['failed', 4],
    ['handed-over', 5],
    ['partial', 7],
    ['cancelled', 12],
  ] as const)('%s is %d', (kind, code) => {
    expect(exitCodeOfOutcome({ kind })).toBe(code);
  });
});

describe('exitCodeOfRun', () => {
  it('is 5 for a run that is still open', () => {
    expect(exitCodeOfRun({})).toBe(5);
  });
  it('is that of the outcome for a closed one', () => {
    expect(exitCodeOfRun({ outcome: { kind: 'partial' } })).toBe(7);
  });
});
