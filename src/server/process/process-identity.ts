import { readFileSync } from 'node:fs';

/**
 * Read when a process started, in clock ticks since boot.
 *
 * With the pid it names one process for good: a pid alone is given out again. Answers `null` where there is no
 * `/proc` to ask, and `'gone'` where there is and the process has ended (a zombie has).
 */
export function readProcessStartTime(pid: number): string | null | 'gone' {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the command's name in brackets and may itself hold spaces and brackets.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? 'gone' : (fields[19] ?? null);
  } catch {
    return process.platform === 'linux' ? 'gone' : null;
  }
}

/**
 * Tell whether the process of that pid and start time still runs.
 *
 * Without a start time the pid alone decides.
 */
export function isSameProcessAlive(pid: number, startTime: string | null): boolean {
  const now = readProcessStartTime(pid);
  if (now === 'gone') return false;
  if (now !== null && startTime !== null) return now === startTime;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
