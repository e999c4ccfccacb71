import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeDevRecord, writeDevRecord } from '../../../src/cli/dev/write-dev-record.ts';
import { runCli } from '../../support/run-cli.ts';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'holdfast-config-'));
  mkdirSync(join(cwd, '.holdfast'));
  config('given.ts', 'patient');
  writeDevRecord(join(cwd, '.holdfast'), {
    schema: 'holdfast.dev/v1',
    pid: process.pid,
    address: '127.0.0.1:1',
    namespace: 'default',
    uiUrl: '',
    taskQueue: 'holdfast',
    config: join(cwd, 'given.ts'),
    world: 'sqlite:world.sqlite',
    startedAt: '2026-11-20T10:00:00.000Z',
  });
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

function config(file: string, agent: string): void {
  const text = `import { defineAgent, defineConfig } from '${join(process.cwd(), 'src/index.ts')}';
export default defineConfig({ agents: [defineAgent({ name: '${agent}', instructions: 'Help.', model: 'openai:gpt-5', tools: [] })] });`;
  writeFileSync(join(cwd, file), text);
}

/** Which agents a command knows, as its refusal of another one tells. */
async function agentsOf(...flags: string[]): Promise<string> {
  return (await runCli(['start', 'nobody', '--input', 'x', ...flags], { cwd, width: 300 })).stderr;
}

describe('a command of a directory', () => {
  it('knows the agents that its running dev was given, and names their file', async () => {
    expect(await agentsOf()).toContain(`${join(cwd, 'given.ts')} has: patient.`);
  });
  it('keeps to its own holdfast.config.ts, and to a file that is named', async () => {
    config('holdfast.config.ts', 'own');
    config('other.ts', 'other');
    expect(await agentsOf()).toContain(`${join(cwd, 'holdfast.config.ts')} has: own.`);
    expect(await agentsOf('--config', 'other.ts')).toContain(`${join(cwd, 'other.ts')} has: other.`);
  });
  it('uses the bundled samples once that dev is gone, says so, and says how to name another', async () => {
    removeDevRecord(join(cwd, '.holdfast'), process.pid);
    expect(await agentsOf()).toMatch(
      /^The bundled samples, used as --config FILE names nothing else, have: /m,
    );
  });
});
