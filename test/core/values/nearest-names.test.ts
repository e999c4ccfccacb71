import { describe, expect, it } from 'vitest';
import { nearestName, nearestNames } from '../../../src/core/values/nearest-names.ts';

const names = ['notices', 'retail', 'retail-unattended'];

describe('nearestName', () => {
  it.each([
    ['retial', 'retail'],
    ['Retail', 'retail'],
    ['notice', 'notices'],
    ['retail-unatended', 'retail-unattended'],
  ])('finds what %s was meant to be', (given, meant) => {
    expect(nearestName(given, names)).toBe(meant);
  });

  it('finds nothing for a word that is no slip of any name', () => {
    expect(nearestName('banking', names)).toBeUndefined();
    expect(nearestName('x'.repeat(10_000), names)).toBeUndefined();
    expect(nearestName('retail', [])).toBeUndefined();
  });
});

describe('nearestNames', () => {
  it('puts the fewest edits first, whatever the case, and keeps the order of equals', () => {
    expect(nearestNames('RETIAL', ['retail-unattended', 'notices', 'retail'])).toEqual([
      'retail',
      'notices',
      'retail-unattended',
    ]);
    expect(nearestNames('bat', ['cat', 'bar', 'hat'])).toEqual(['cat', 'bar', 'hat']);
  });

  it('takes a word of any length in its stride', () => {
    const startedAtMs = performance.now();
    nearestNames('x'.repeat(10_000_000), names);
    expect(performance.now() - startedAtMs).toBeLessThan(1_000);
  });
});
