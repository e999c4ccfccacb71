import { InvalidArgumentError } from 'commander';
import { usdToNanoUsd } from '../../core/budget/money.ts';
import { parseDuration } from '../../core/values/duration.ts';

/** Read a whole number from 1, or refuse it as a usage error. */
export const positiveInteger = wholeNumber({ from: 1, what: 'a whole number from 1' });

/** Read how many a list shows: a whole number, 0 for all. */
export const listLimit = wholeNumber({ from: 0, what: 'a whole number, 0 for all' });

/** Read whole numbers of a range, or refuse them as a usage error that says what they are. */
export function wholeNumber({
  from,
  to = Number.MAX_SAFE_INTEGER,
  what,
}: {
  readonly from: number;
  readonly to?: number;
  readonly what: string;
}): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < from || value > to) {
      throw new InvalidArgumentError(`It must be ${what}.`);
    }
    return value;
  };
}

/** Accept a duration above 0, or refuse it as a usage error. */
export function positiveDuration(text: string): string {
  if (orRefuse(() => parseDuration(text)) < 1)
    throw new InvalidArgumentError('It must be longer than nothing.');
  return text;
}

/** Accept an amount in USD above 0, or refuse it as a usage error. */
export function positiveUsd(text: string): string {
  if (orRefuse(() => usdToNanoUsd(text)) < 1) throw new InvalidArgumentError('It must be above 0.');
  return text;
}

function orRefuse<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new InvalidArgumentError(`${error instanceof Error ? error.message : String(error)}.`);
  }
}
