import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readInput } from '../../../src/cli/input/read-input.ts';

let cwd: string;
const stdin = (text: string | Buffer = '') => Readable.from([text]);

beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'holdfast-input-'));
  writeFileSync(join(cwd, 'task.txt'), '\uFEFFCancel #W1.\r\n');
  writeFileSync(join(cwd, 'latin1.txt'), Buffer.from([0x63, 0x61, 0x66, 0xe9]));
  mkdirSync(join(cwd, 'folder'));
});
afterAll(() => rmSync(cwd, { recursive: true }));

describe('readInput', () => {
  it('takes a text as it is', async () => {
    expect(await readInput('Cancel  #W1.', '--input', { cwd, stdin: stdin() })).toBe('Cancel  #W1.');
  });
  it('reads @FILE without its BOM and its last line end', async () => {
    expect(await readInput('@task.txt', '--input', { cwd, stdin: stdin() })).toBe('Cancel #W1.');
  });
  it('reads - from stdin', async () => {
    expect(await readInput('-', '--input', { cwd, stdin: stdin('two\nlines\n') })).toBe('two\nlines');
  });
  it('takes 64 KiB of UTF-8 and refuses a byte more', async () => {
    const most = 'é'.repeat(32_768);
    expect(await readInput(most, '--input', { cwd, stdin: stdin() })).toBe(most);
    await expect(readInput(`${most}x`, '--input', { cwd, stdin: stdin() })).rejects.toMatchObject({
      exitCode: 2,
      code: 'input_too_large',
      message: 'The --input is 65,537 bytes; at most 65,536 are taken.',
    });
  });
  it('stops reading a stream that never ends', async () => {
    async function* endless() {
      for (;;) yield 'x'.repeat(10_000);
    }
    await expect(readInput('-', '--input', { cwd, stdin: endless() })).rejects.toMatchObject({
      code: 'input_too_large',
    });
  });
  it.each(['', ' \n\t', '\uFEFF'])('refuses the empty text %j', async (text) => {
    await expect(readInput('-', '--input', { cwd, stdin: stdin(text) })).rejects.toMatchObject({
      exitCode: 2,
      code: 'input_empty',
    });
  });
  it.each([
    ['@missing.txt', 'There is no such file.'],
    ['@folder', 'It is a directory.'],
  ])('says why %s cannot be read', async (given, why) => {
    await expect(readInput(given, '--input', { cwd, stdin: stdin() })).rejects.toMatchObject({
      exitCode: 2,
      code: 'input_unreadable',
      why,
    });
  });
  it('refuses bytes that are not UTF-8', async () => {
    await expect(readInput('@latin1.txt', '--input', { cwd, stdin: stdin() })).rejects.toMatchObject({
      exitCode: 2,
      code: 'input_unreadable',
    });
  });
});
