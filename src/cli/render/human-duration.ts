const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** Write how long something took, for people: `8 ms`, `6.2 s`, `4 min 20 s`, `5 h 12 min`, `3 d 2 h`. */
export function humanDuration(ms: number): string {
  if (ms < 100) return `${Math.max(0, Math.round(ms))} ms`;
  const tenths = Math.round(ms / 100);
  if (tenths < 600) return `${(tenths / 10).toFixed(1)} s`;
  const seconds = Math.round(ms / second) * second;
  if (seconds < hour) return twoUnits(seconds, minute, 'min', second, 's');
  const minutes = Math.round(ms / minute) * minute;
  if (minutes < 2 * day) return twoUnits(minutes, hour, 'h', minute, 'min');
  return twoUnits(Math.round(ms / hour) * hour, day, 'd', hour, 'h');
}

/** Write an age in its largest unit, rounded down: `12 s`, `5 min`, `2 h`, `3 d`. */
export function humanAge(ms: number): string {
  if (ms < minute) return `${Math.max(0, Math.floor(ms / second))} s`;
  if (ms < hour) return `${Math.floor(ms / minute)} min`;
  if (ms < 2 * day) return `${Math.floor(ms / hour)} h`;
  return `${Math.floor(ms / day)} d`;
}

function twoUnits(ms: number, large: number, largeUnit: string, small: number, smallUnit: string): string {
  const rest = Math.round((ms % large) / small);
  const whole = `${Math.floor(ms / large)} ${largeUnit}`;
  return rest === 0 ? whole : `${whole} ${rest} ${smallUnit}`;
}
