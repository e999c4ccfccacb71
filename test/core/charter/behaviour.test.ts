import { describe, expect, it } from 'vitest';
import { behaviourOf } from '../../../src/core/charter/behaviour.ts';
import { charter } from '../../support/run-story.ts';

describe('behaviourOf', () => {
  it('is what the charter says', () => {
    expect(behaviourOf({ ...charter, behaviour: 1 })).toBe(1);
  });

  it('is 0 for a charter that says nothing', () => {
    expect(charter.behaviour).toBeUndefined();
    expect(behaviourOf(charter)).toBe(0);
  });
});
