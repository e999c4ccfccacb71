import minimum from './verify-minimum.json' with { type: 'json' };

/**
 * Say what there is less of than must be: a check of what is lost would pass, since it plays nothing.
 *
 * Whoever adds cases raises `verify-minimum.json`.
 */
export function tooFew(counts: Readonly<Partial<Record<keyof typeof minimum, number>>>): readonly string[] {
  return Object.entries(counts).flatMap(([what, count]) => {
    const least = minimum[what as keyof typeof minimum];
    return count < least
      ? [
          `There are ${count} ${what}, and ${least} at least must be. Bring back what is missing, or mend scripts/verify-minimum.json.`,
        ]
      : [];
  });
}
