const unitMs = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000, ms: 1 } as const;

/** `'500ms'`, `'30s'`, `'5m'`, `'24h'`, `'7d'` or milliseconds. */
export type Duration = number | `${number}${keyof typeof unitMs}`;

/** Longest duration that is understood: a hundred years, far inside what a timer and a safe integer hold. */
const longestMs = 36_525 * unitMs.d;

/**
 * Read a duration: one or more numbers with their units, largest first (`'5m'`, `'1h30m'`, `'1.5s'`), or milliseconds.
 *
 * Gives whole milliseconds, at least 0.
 *
 * @throws RangeError that quotes the text and says how a duration is written.
 */
export function parseDuration(duration: string | number): number {
  const ms = typeof duration === 'number' ? duration : textToMs(String(duration));
  if (ms === undefined || !Number.isFinite(ms) || ms < 0) {
    const found = typeof duration === 'string' ? JSON.stringify(duration) : String(duration);
    throw new RangeError(`${found} is not a duration; write it like 500ms, 30s, 5m, 24h or 7d`);
  }
  if (ms > longestMs) throw new RangeError(`${String(duration)} is longer than the 36525d a duration may be`);
  return Math.round(ms);
}

function textToMs(text: string): number | undefined {
  const parts = [...text.trim().matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)];
  if (parts.length === 0 || parts.map((part) => part[0]).join('') !== text.trim()) return undefined;
  let total = 0;
  let previousUnit = Number.POSITIVE_INFINITY;
  for (const [, amount, unit] of parts) {
    const ms = unitMs[unit as keyof typeof unitMs];
    if (ms >= previousUnit) return undefined;
    previousUnit = ms;
    total += Number(amount) * ms;
  }
  return total;
}

/** Write milliseconds so that people and `parseDuration` read it: `300000` becomes `5m`, `90500` becomes `1m30s500ms`. */
export function formatDuration(ms: number): string {
  let rest = Math.round(ms);
  if (rest <= 0) return '0ms';
  let text = '';
  for (const [unit, size] of Object.entries(unitMs)) {
    const count = Math.floor(rest / size);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * size;
  }
  return text;
}
