import { describe, expect, inject, it } from 'vitest';
import { playBadInputs } from '../support/cases/bad-input-cases.ts';
import { badInputs } from '../support/cases/bad-inputs.ts';

describe('the command line, given bad input', () => {
  it('answers each with its exit code, its error code and a next command, and starts nothing', async () => {
    const verdicts = await playBadInputs({ address: inject('temporalAddress') });
    expect(verdicts.filter(({ problems }) => problems.length > 0)).toEqual([]);
    expect(verdicts).toHaveLength(badInputs.length);
  });
});
