import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
