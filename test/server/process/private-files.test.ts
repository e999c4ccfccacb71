import { closeSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  makePrivateFolder,
  openPrivateLog,
  withPrivateFiles,
  writePrivateFile,
} from '../../../src/server/process/private-files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-private-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);

describe.skipIf(process.platform === 'win32')('files of their owner alone', () => {
  it('are written whole, and keep nobody out who has them already', () => {
    const path = join(folder, 'state.json');
    writeFileSync(path, 'old', { mode: 0o644 });
    writePrivateFile(path, 'new');
    expect([readFileSync(path, 'utf8'), mode(path)]).toEqual(['new', '600']);
  });

  it('are logs, also one that others could read before', () => {
    const path = join(folder, 'a.log');
    writeFileSync(path, 'old\n', { mode: 0o644 });
    closeSync(openPrivateLog(path));
    expect([readFileSync(path, 'utf8'), mode(path)]).toEqual(['old\n', '600']);
  });

  it('are folders on the way to one, and not one that was there', () => {
    makePrivateFolder(join(folder, 'a', 'b'));
    expect([mode(join(folder, 'a')), mode(join(folder, 'a', 'b'))]).toEqual(['700', '700']);
  });

  it('are those that something else makes, and no others', () => {
    const [within, after] = [join(folder, 'within'), join(folder, 'after')];
    const mask = process.umask(0o022);
    try {
      withPrivateFiles(() => writeFileSync(within, ''));
      writeFileSync(after, '');
    } finally {
      process.umask(mask);
    }
    expect([mode(within), mode(after)]).toEqual(['600', '644']);
  });
});
