import { beforeAll, describe, expect, inject, it } from 'vitest';
import mustHold from '../../scripts/models-minimum.json' with { type: 'json' };
import { fieldModelFiles, missingFieldModels } from '../support/models/field-case.ts';
import { fieldModelCases, playFieldModels } from '../support/models/field-cases.ts';
import type { Verdict } from '../support/models/verdict.ts';

const isLongForm = process.env.HOLDFAST_TEST_FORM === 'long';

/** Those that hold already; `npm run verify:models` plays all of them. */
const chosen = fieldModelCases.filter(({ file }) => mustHold.includes(file));

describe.skipIf(missingFieldModels)(`what models answered in the field ${missingFieldModels || ''}`, () => {
  let verdicts: readonly Verdict[];
  beforeAll(async () => {
    const where = { address: inject('temporalAddress'), namespace: inject('temporalNamespace') };
    verdicts = await playFieldModels(chosen, where, { hurried: !isLongForm });
  }, 600_000);

  it('is judged, every file of it', () => {
    expect(fieldModelCases.map(({ file }) => file)).toEqual(fieldModelFiles());
  });

  it.each(chosen.map(({ file }) => file))('comes out right: %s', (file) => {
    expect(verdicts.find(({ name }) => name === file)?.problems).toEqual([]);
  });
});
