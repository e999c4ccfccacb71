import { describe, expect, it } from 'vitest';
import { countsAsStep, numberSteps, stepCount, stepsBeforeCalls } from '../../../src/core/steps/steps.ts';

const counters = { modelCalls: 3, toolCalls: 4 };
const skipped = { index: 1, dispatches: 0 };
const once = { index: 2, dispatches: 1 };
const twice = { index: 3, dispatches: 2 };

describe('a step', () => {
  it('is a model call, or a call that has been to its tool, however often', () => {
    expect(stepCount(counters)).toBe(7);
    expect([skipped, once, twice].map(countsAsStep)).toEqual([false, true, true]);
  });

  it('of the present turn is among those of the run already', () => {
    expect(stepsBeforeCalls(counters, [skipped, once, twice])).toBe(5);
  });
});

describe('numberSteps', () => {
  it('numbers the model calls of a turn as they were made, then what counts of its calls in the model’s order', () => {
    const lost = { index: 0, dispatches: 1 };
    const answered = { index: 0, dispatches: 1 };
    const numbers = numberSteps([twice, lost, answered, once, skipped], 5, countsAsStep);
    const inOrder = [lost, answered, skipped, once, twice];
    expect(inOrder.map((item) => numbers.get(item))).toEqual([6, 7, undefined, 8, 9]);
  });
});
