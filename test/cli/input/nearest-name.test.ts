import { describe, expect, it } from 'vitest';
import { nearestName } from '../../../src/cli/input/nearest-name.ts';

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
    expect(nearestName('retail', [])).toBeUndefined();
  });
});
