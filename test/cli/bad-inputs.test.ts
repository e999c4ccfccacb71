import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeBadInputFiles } from '../support/cases/bad-input-files.ts';
import { badInputs } from '../support/cases/bad-inputs.ts';
import { tryBadInput } from '../support/cases/try-bad-input.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-bad-inputs-'));
  writeBadInputFiles(folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the command line, given bad input and no server', () => {
  const cases = badInputs.filter(({ needs }) => needs === 'nothing');
  it.each(cases)('$name: exit $exitCode, $code', async (input) => {
    const place = { folder, address: '127.0.0.1:1', namespace: 'none', bareNamespace: 'none' };
    expect(await tryBadInput(input, place)).toEqual([]);
  });

  it('leaves nothing behind', () => {
    expect(existsSync(join(folder, 'world.sqlite'))).toBe(false);
    expect(existsSync(join(folder, 'nowhere.sqlite'))).toBe(false);
    expect(existsSync(join(folder, 'home'))).toBe(false);
  });
});
