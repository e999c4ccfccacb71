import { describe, expect, it } from 'vitest';
import { answered, call, opened, turn } from '../../support/run-story.ts';

const finish = (answer: string) => answered(opened(), turn([call('finish', { answer })])).outcome;

describe('an answer given with finish', () => {
  it.each([
    ['thoughts in tags', '<think>\nUp to 40%.\n</think>\n\nYou get 10% off.'],
    ['thoughts whose tag was never opened', 'Up to 40%.\n</think>\n\nYou get 10% off.'],
    [
      'other channels',
      '<|channel|>analysis<|message|>Up to 40%.<|end|><|start|>assistant<|channel|>final<|message|>You get 10% off.',
    ],
  ])('is without %s, as one in text is', (_what, answer) => {
    expect(finish(answer)).toEqual({ kind: 'answered', answer: 'You get 10% off.' });
  });

  it('keeps tags that it speaks of', () => {
    const answer = 'Put it into `<think>` tags.';
    expect(finish(answer)).toEqual({ kind: 'answered', answer });
  });
});
