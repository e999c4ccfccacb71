import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LowDisk, tendLogs } from '../../../src/server/process/tend-logs.ts';

let folder: string;
let stop: () => void;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-logs-'));
  stop = () => {};
});
afterEach(() => {
  stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('tendLogs', () => {
  it('lets a log begin anew once it is too large, under the writer that has it open, and keeps the one before', async () => {
    const file = join(folder, 'worker.log');
    const writer = openSync(file, 'a', 0o600);
    stop = tendLogs({ files: [file], folder, maxBytes: 1_000, everyMs: 5 });
    writeSync(writer, `${'x'.repeat(1_500)}\n`);
    await expect.poll(() => existsSync(`${file}.1`) && statSync(file).size).toBe(0);
    writeSync(writer, 'next\n');
    expect(readFileSync(file, 'utf8')).toBe('next\n');
    expect(readFileSync(`${file}.1`, 'utf8')).toHaveLength(1_501);
    expect((statSync(`${file}.1`).mode & 0o777).toString(8)).toBe('600');
    for (let i = 0; i < 20; i++) {
      writeSync(writer, `${'y'.repeat(400)}\n`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(statSync(file).size).toBeLessThanOrEqual(2_000);
    closeSync(writer);
  });

  it('leaves a log alone that is small or not there', async () => {
    const file = join(folder, 'worker.log');
    appendFileSync(file, 'x\n');
    stop = tendLogs({ files: [file, join(folder, 'none.log')], folder, maxBytes: 1_000, everyMs: 5 });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect([existsSync(`${file}.1`), readFileSync(file, 'utf8')]).toEqual([false, 'x\n']);
  });

  it('tells once that the disk is nearly full, and again when it is so anew', async () => {
    const told: LowDisk[] = [];
    let free = 1e12;
    stop = tendLogs({
      files: [],
      folder,
      everyMs: 5,
      freeBytes: () => free,
      onDiskLow: (disk) => told.push(disk),
    });
    const pass = () => new Promise((resolve) => setTimeout(resolve, 40));
    await pass();
    expect(told).toEqual([]);
    free = 3_000_000;
    await pass();
    expect(told).toEqual([{ folder, freeBytes: 3_000_000 }]);
    free = 1e12;
    await pass();
    free = 0;
    await pass();
    expect(told.map(({ freeBytes }) => freeBytes)).toEqual([3_000_000, 0]);
  });
});
