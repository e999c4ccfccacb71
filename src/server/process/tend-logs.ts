import { copyFileSync, statfsSync, statSync, truncateSync } from 'node:fs';
import { dirname } from 'node:path';

export interface TendLogsOptions {
  /** Written by other processes, which have them open for appending. */
  readonly files: readonly string[];
  /** On whose disk there has to be room. */
  readonly folder: string;
  readonly maxBytes?: number;
  readonly everyMs?: number;
  /** Called when the room becomes scarce, and again when it did so anew. */
  readonly onDiskLow?: (disk: LowDisk) => void;
  readonly freeBytes?: (folder: string) => number;
}

export interface LowDisk {
  readonly folder: string;
  readonly freeBytes: number;
}

const defaultMaxBytes = 16 * 1024 * 1024;
const defaultEveryMs = 5_000;
const scarceBytes = 64 * 1024 * 1024;

/**
 * Keep logs small that others write to, and tell when the disk below them is nearly full.
 *
 * A log that grew too large becomes `FILE.1`, in place of the one before, and begins anew. It is copied and emptied where
 * it is, since its writers keep it open; a line that comes in between may be lost. Gives the function that stops.
 */
export function tendLogs(options: TendLogsOptions): () => void {
  const { files, folder, maxBytes = defaultMaxBytes, everyMs = defaultEveryMs, onDiskLow } = options;
  const freeBytes = options.freeBytes ?? freeBytesOf;
  let isLow = false;
  const look = (): void => {
    for (const file of files) rotate(file, maxBytes);
    const free = freeBytes(folder);
    if (free < scarceBytes && !isLow) onDiskLow?.({ folder, freeBytes: free });
    isLow = free < scarceBytes;
  };
  look();
  const timer = setInterval(look, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}

/** Room on the disk of a folder for whoever is not root; as much as one likes where nobody can tell. */
function freeBytesOf(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

/** Whether so little room is left that whatever writes may fail. */
export function isDiskLow(folder: string): boolean {
  return freeBytesOf(folder) < scarceBytes;
}

function rotate(file: string, maxBytes: number): void {
  try {
    if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) <= maxBytes) return;
    // Where there is no room for a copy, what the log held is worth less than the room.
    if (freeBytesOf(dirname(file)) > 2 * maxBytes) copyFileSync(file, `${file}.1`);
    truncateSync(file, 0);
  } catch {
    // A log that cannot be tended goes on growing; it is looked at again.
  }
}
