import { beforeAll, describe, expect, inject, it } from 'vitest';
import { playCassettes } from '../support/models/cassette-runs.ts';
import { type Cassette, missingCassettes, readCassettes } from '../support/models/cassettes.ts';
import type { Verdict } from '../support/models/verdict.ts';

const isLong = process.env.HOLDFAST_TEST_FORM === 'long';
const all = missingCassettes ? [] : readCassettes();
/** Every fifth of them, and each that was recorded with more than two calls. */
const chosen = all.filter(({ calls }, place) => isLong || calls.length > 2 || place % 5 === 0);

describe.skipIf(missingCassettes)(`what a model was recorded to say ${missingCassettes || ''}`, () => {
  let verdicts: readonly Verdict[];
  beforeAll(async () => {
    const where = { address: inject('temporalAddress'), namespace: inject('temporalNamespace') };
    verdicts = await playCassettes(chosen, where);
  }, 600_000);

  it.each(chosen.map(({ name }: Cassette) => name))(
    'is said, done and billed as recorded in a whole run: %s',
    (name) => {
      expect(verdicts.find((verdict) => verdict.name === name)?.problems).toEqual([]);
    },
  );
});
