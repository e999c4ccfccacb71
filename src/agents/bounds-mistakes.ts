import { formatDuration, parseDuration } from '../core/values/duration.ts';

interface Bounds {
  readonly min: number;
  readonly max: number;
}

/** Say what is wrong with a whole number of a definition; nothing is wrong with an absent one. */
export function countMistakes(field: string, value: unknown, { min, max }: Bounds): string[] {
  if (value === undefined) return [];
  if (Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max) return [];
  return [`${field} ${String(value)} is out of bounds; a whole number, ${min} to ${max}`];
}

/** Say what is wrong with a duration of a definition; the bounds are in milliseconds. */
export function durationMistakes(field: string, value: unknown, { min, max }: Bounds): string[] {
  if (value === undefined) return [];
  try {
    const ms = parseDuration(value as string);
    if (ms >= min && ms <= max) return [];
    const bare =
      typeof value === 'number' && value > 0 ? '. A bare number is milliseconds; write 30s for seconds' : '';
    return [
      `${field} ${String(value)} is out of bounds; ${formatDuration(min)} to ${formatDuration(max)}${bare}`,
    ];
  } catch (error) {
    return [`${field}: ${(error as Error).message}`];
  }
}
