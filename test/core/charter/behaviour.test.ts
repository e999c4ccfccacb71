import { describe, expect, it } from 'vitest';
import { behaviourOf } from '../../../src/core/charter/behaviour.ts';

describe('behaviourOf', () => {
  it('is what the charter says', () => {
    expect(behaviourOf({ behaviour: 1 })).toBe(1);
  });

  it('is 0 for a charter that says nothing', () => {
    expect(behaviourOf({})).toBe(0);
  });
});
