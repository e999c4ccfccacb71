import { describe, expect, it } from 'vitest';
import mustPass from '../../scripts/field-minimum.json' with { type: 'json' };
import { missingFieldRuns, playFieldCase } from '../support/cases/field-case.ts';

/** Quick ones of what `npm run verify:field` plays whole, as far as they must hold. */
const quick = ['13-half-emoji-of-the-model', '24-list-is-cut-silently']
  .filter((name) => mustPass.includes(name))
  .map((name) => ({ name }));

describe.skipIf(missingFieldRuns)(`faults found in the field ${missingFieldRuns || ''}`, () => {
  it.each(quick)(
    'hold: $name',
    async ({ name }) => {
      expect(await playFieldCase(name, 100_000)).toEqual({ kind: 'passed' });
    },
    110_000,
  );
});
