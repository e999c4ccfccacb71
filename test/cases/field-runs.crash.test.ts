import { describe, expect, it } from 'vitest';
import { missingFieldRuns, playFieldCase } from '../support/cases/field-case.ts';

/** Those of some ten seconds of what `npm run verify:field` plays whole: less than a minute in all. */
const quick = [
  '06-config-prints-a-line',
  '12-long-error-is-lost',
  '13-half-emoji-of-the-model',
  '23-rejected-call-asks-again',
  '24-list-is-cut-silently',
];

describe.skipIf(missingFieldRuns)(`faults found in the field ${missingFieldRuns || ''}`, () => {
  it.each(quick)(
    'hold: %s',
    async (name) => {
      expect(await playFieldCase(name, 100_000)).toEqual({ kind: 'passed' });
    },
    110_000,
  );
});
