import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadWorkflowBundle } from '../../src/workers/workflow-bundle.ts';

const quiet = { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} };
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-own-bundle-'));
  symlinkSync(resolve(import.meta.dirname, '../../node_modules'), join(folder, 'node_modules'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('loadWorkflowBundle, with a payload converter of one’s own', { timeout: 180_000 }, () => {
  const load = (payloadConverterPath?: string) =>
    loadWorkflowBundle({ env: { XDG_CACHE_HOME: folder }, logger: quiet, payloadConverterPath });
  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };

  it('has a bundle of its own, found the next time, and built anew when what it imports has changed', async () => {
    write('words.ts', "export const word: string = 'first-word';");
    const path = write(
      'own.ts',
      `import { defaultPayloadConverter } from '@temporalio/common';
      import { word } from './words.ts';
      export const payloadConverter = Object.assign(Object.create(defaultPayloadConverter), { word });`,
    );
    const first = await load(path);
    expect(first.origin).toBe('built');
    expect(readFileSync(first.codePath, 'utf8')).toContain('first-word');
    expect(await load(path)).toEqual({ codePath: first.codePath, origin: 'cache' });

    write('words.ts', "export const word: string = 'second-word';");
    const second = await load(path);
    expect(second.origin).toBe('built');
    expect(readFileSync(second.codePath, 'utf8')).toContain('second-word');
  });

  it('is refused with a sentence where it needs Node', async () => {
    const path = write(
      'node.ts',
      "import { createHash } from 'node:crypto';\nexport const payloadConverter = createHash;",
    );
    await expect(load(path)).rejects.toMatchObject({
      code: 'data_converter_unusable',
      message: expect.stringMatching(/cannot be a part of workflow code: .*crypto/s),
    });
  });
});
