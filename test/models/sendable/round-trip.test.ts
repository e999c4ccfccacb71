import { describe, expect, it } from 'vitest';
import { playRoundTrips, roundTripWires, tellDrawn } from '../../support/strict-wire/round-trips.ts';

const isLong = process.env.HOLDFAST_TEST_FORM === 'long';
/** Of two answers each, on average. */
const conversations = isLong ? 6_000 : 100;
const fewestAnswers = isLong ? 10_000 : 120;

describe('what a model answered, sent back to it', () => {
  it.each(roundTripWires)(
    `is never refused by a strict server, and never sent otherwise than before: %s, ${conversations} conversations`,
    async (wire) => {
      const trips = await playRoundTrips(wire, conversations);
      process.stdout.write(`${wire}, ${trips.answers} answers: ${tellDrawn(trips)}\n`);
      expect(trips.problem).toBeUndefined();
      expect(trips.answers).toBeGreaterThanOrEqual(fewestAnswers);
      expect(trips.drawn.size).toBeGreaterThanOrEqual(24);
    },
  );
});
