import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../../src/cli/input/load-config.ts';

const api = JSON.stringify(new URL('../../../src/index.ts', import.meta.url).href);
const world = 'sqlite:never-opened.sqlite';
let cwd: string;

function agentFile(agent: string): string {
  return [
    `import { defineAgent, defineConfig, defineTool } from ${api};`,
    `import { z } from ${JSON.stringify(import.meta.resolve('zod'))};`,
    "const clock = defineTool({ name: 'clock', description: 'Tells the time.', input: z.object({}), output: z.string(),",
    "  effect: 'read', execute: async () => 'noon' });",
    `export default defineConfig({ agents: [defineAgent({ name: '${agent}', instructions: 'Help.', tools: [clock],`,
    "  model: 'anthropic:claude-sonnet-4-5' })] });",
  ].join('\n');
}

beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'holdfast-config-'));
  writeFileSync(join(cwd, 'named.ts'), agentFile('named'));
});
afterAll(() => rmSync(cwd, { recursive: true }));

describe('loadConfig', () => {
  it('takes the bundled samples where nothing else is there', async () => {
    const { config, path } = await loadConfig({ file: undefined, cwd, world });
    expect(path).toBeUndefined();
    expect([...config.agents.keys()]).toEqual(expect.arrayContaining(['retail', 'retail-unattended']));
  });
  it('takes the file that is named', async () => {
    const { config, path } = await loadConfig({ file: 'named.ts', cwd, world });
    expect([...config.agents.keys()]).toEqual(['named']);
    expect(path).toBe(join(cwd, 'named.ts'));
  });
  it("takes the directory's own file before the samples", async () => {
    writeFileSync(join(cwd, 'holdfast.config.ts'), agentFile('own'));
    const { config } = await loadConfig({ file: undefined, cwd, world });
    expect([...config.agents.keys()]).toEqual(['own']);
  });
});

describe('a configuration that tsc takes and Node does not', () => {
  beforeAll(() => {
    mkdirSync(join(cwd, 'parts'));
    writeFileSync(join(cwd, 'tools.ts'), 'export const tools = 1;');
    writeFileSync(join(cwd, 'parts/index.ts'), 'export const tools = 1;');
    writeFileSync(join(cwd, 'list.json'), '[]');
  });

  /** By Node itself: where tests run, something else loads files. */
  async function errorOf(file: string): Promise<unknown> {
    const loader = new URL('../../../src/cli/input/load-config.ts', import.meta.url).href;
    const program = `import { loadConfig } from ${JSON.stringify(loader)};
      const { code, advice, unchanged } = await loadConfig(${JSON.stringify({ file, cwd, world })}).catch((error) => error);
      console.log(JSON.stringify({ code, advice, unchanged }));`;
    const args = ['--conditions=holdfast-source', '--input-type=module', '-e', program];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    return JSON.parse(stdout) as unknown;
  }

  it.each([
    ['an enum', "export enum Tier { Gold = 'gold' }", 'Write an object with "as const" instead of the enum.'],
    [
      'a parameter property',
      'export class Shop { constructor(readonly url: string) {} }',
      'Declare the field and assign it in the constructor instead.',
    ],
    [
      'a namespace',
      'export namespace Shop { export const a = 1; }',
      'Write a module, or an object, instead of the namespace.',
    ],
    [
      'a required import',
      "import fs = require('node:fs'); export const a = fs;",
      'Write import … from instead of import … = require.',
    ],
    ['an assigned export', 'export = {};', 'Write export default instead of export =.'],
    [
      'an assertion in angle brackets',
      'export const a = <number>(1 as unknown);',
      'Write it so that nothing but its types has to be taken out; tsc names such places with erasableSyntaxOnly.',
    ],
    [
      'the name of what is compiled',
      "import { tools } from './tools.js'; export const a = tools;",
      "It is there as ….ts: write the import with that ending, '….ts', instead.",
    ],
    [
      'no ending',
      "import { tools } from './tools'; export const a = tools;",
      "It is there as ….ts: write the import with that ending, '….ts', instead.",
    ],
    [
      'a folder',
      "import { tools } from './parts'; export const a = tools;",
      "It is there as …/index.ts: write the import with that ending, '…/index.ts', instead.",
    ],
    [
      'an alias',
      "import { tools } from '@/tools'; export const a = tools;",
      '@/tools looks like an alias of tsconfig.json, which is TypeScript\'s alone: write a path that ends in .ts instead, or name it in "imports" of package.json.',
    ],
    [
      'an imported type',
      `import { ToolDefinition } from ${api}; export type T = ToolDefinition;`,
      'If ToolDefinition is a type, write import type { ToolDefinition } instead.',
    ],
    [
      'JSON',
      "import list from './list.json'; export default list;",
      "Write import … with { type: 'json' } instead.",
    ],
  ])('is told what to write instead: %s', async (what, text, advice) => {
    const file = `${what.replaceAll(' ', '-')}.ts`;
    writeFileSync(join(cwd, file), text);
    expect(await errorOf(file)).toEqual({
      code: 'config_unreadable',
      unchanged: 'Nothing was started.',
      advice,
    });
  });
});

describe('a configuration that ends the process', () => {
  it('is told of, and is no success', async () => {
    const file = join(cwd, 'ends.ts');
    writeFileSync(file, 'process.exit(0);');
    const bin = resolve(import.meta.dirname, '../../../bin/holdfast.js');
    const args = [bin, 'start', 'clerk', '--input', 'x', '--config', file, '--address', '127.0.0.1:1'];
    const ended = await new Promise<object>((settle) =>
      execFile(process.execPath, args, { cwd }, (error, stdout, stderr) =>
        settle({ exitCode: error?.code, stdout, stderr }),
      ),
    );
    expect(ended).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `The configuration ${file} ended the process while it was loaded. Nothing was started. Take its process.exit out, then run the same command again.\n`,
    });
  });
});
