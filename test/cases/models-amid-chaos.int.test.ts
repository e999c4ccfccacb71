import { describe, expect, inject, it } from 'vitest';
import { chaosWires, playChaos, tellChaos } from '../support/models/chaos-runs.ts';

const runs = process.env.HOLDFAST_TEST_FORM === 'long' ? 20 : 4;

describe('a run whose model’s server drops, garbles, limits and cuts what it is asked', () => {
  it.each(chaosWires)('is answered, or ends with the true cause, and pays at most once: %s', async (wire) => {
    const where = { address: inject('temporalAddress'), namespace: inject('temporalNamespace') };
    const chaos = await playChaos(where, wire, runs);
    process.stdout.write(`${tellChaos(wire, chaos)}\n`);
    expect(chaos.verdicts.filter(({ problems }) => problems.length > 0)).toEqual([]);
    expect(chaos.verdicts).toHaveLength(runs);
  });
});
