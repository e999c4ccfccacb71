import { describe, expect, it } from 'vitest';
import { TextTail } from '../../../src/activities/model/text-tail.ts';

describe('TextTail', () => {
  it('says nothing before there is text', () => {
    expect(new TextTail({ turn: 1, attempt: 1 }).read()).toBeUndefined();
  });

  it('counts the whole text and keeps its last 4,096 characters', () => {
    const tail = new TextTail({ turn: 3, attempt: 2 });
    tail.add('a'.repeat(4_000));
    tail.add('b'.repeat(1_000));
    expect(tail.read()).toEqual({
      turn: 3,
      attempt: 2,
      length: 5_000,
      tail: 'a'.repeat(3_096) + 'b'.repeat(1_000),
    });
  });

  it.each([
    ['a thought that goes on', ['<think>\nUp to ', '40%.'], undefined],
    ['a tag that has only begun', ['<thi'], undefined],
    ['a thought that has ended', ['<think>\nUp to 40%.\n</th', 'ink>\n\nYou get ', '10%'], 'You get 10%'],
    ['a thought that was never opened', ['Up to 40%.\n</think>\n', 'You get'], 'You get'],
  ])('tells no thoughts: %s', (_name, deltas, told) => {
    const tail = new TextTail({ turn: 1, attempt: 1 });
    for (const delta of deltas) tail.add(delta);
    expect(tail.read()?.tail).toBe(told);
  });
});
