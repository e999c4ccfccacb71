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
});
