import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { DevRecord } from '../../src/reports/dev.ts';
import type { Script } from '../../src/scripted-provider/scripted-request.ts';
import { type Desk, openDesk } from '../support/desk.ts';

const clientScript = fileURLToPath(new URL('../../examples/client.ts', import.meta.url));
const home = mkdtempSync(join(tmpdir(), 'holdfast-examples-'));
const folder = join(home, 'notes');

/** Keeps one note of what the user said, then says so; asks back when told to ask. */
const script: Script = ({ messages }) => {
  const said = messages.find(({ role }) => role === 'user')?.content ?? '';
  if (said === 'ask me') return { toolCalls: [{ name: 'ask_user', arguments: { question: 'About what?' } }] };
  return messages.some(({ role }) => role === 'tool')
    ? { text: 'I kept one note.' }
    : { toolCalls: [{ name: 'add_note', arguments: { text: said } }] };
};

/** Run the client script as a user does, in a directory whose `dev` is the desk. */
function runClient(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const command = ['--conditions=holdfast-source', clientScript, ...args];
    const { TEMPORAL_ADDRESS: _, TEMPORAL_NAMESPACE: __, ...env } = process.env;
    const options = { cwd: home, env: { ...env, HOLDFAST_HOME: home }, timeout: 50_000 };
    const child = execFile(process.execPath, command, options, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

const notes = (): string[] => readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));

let desk: Desk;
beforeAll(async () => {
  process.env.NOTES_FOLDER = folder;
  const { default: config } = await import('../../examples/first-agent.ts');
  const where = { address: inject('temporalAddress'), namespace: inject('temporalNamespace') };
  desk = await openDesk({ ...where, taskQueue: 'examples', config, script });
  const dev: DevRecord = {
    schema: 'holdfast.dev/v1',
    pid: process.pid,
    ...where,
    uiUrl: 'http://127.0.0.1:1',
    taskQueue: desk.taskQueue,
    world: 'sqlite:none',
    startedAt: new Date().toISOString(),
  };
  writeFileSync(join(home, 'dev.json'), JSON.stringify(dev));
});
afterAll(async () => {
  await desk?.stop();
  rmSync(home, { recursive: true, force: true });
});

describe('examples/first-agent.ts and examples/client.ts', () => {
  it('start a run, decide its approval by signal, and print outcome, effects and cost', async () => {
    const { code, stdout, stderr } = await runClient('--agent', 'notes', '--input', 'Buy bread.');
    expect(stderr).toBe('');
    expect(stdout.split('\n')).toEqual([
      expect.stringMatching(/^started {3}agent\/notes\/\S+$/),
      'asked     c1.1r1 Keep the note "Buy bread."',
      'undo  deletes its file',
      'decided   approve',
      'answered  I kept one note.',
      'effect    c1.1 note "Buy bread.": applied',
      expect.stringMatching(/^cost {6}\$0\.\d{4}, 1 tool calls$/),
      '',
    ]);
    expect(code).toBe(0);
    expect(notes()).toEqual(['Buy bread.\n']);
  });

  it('keep nothing where the approval is refused', async () => {
    const { code, stdout } = await runClient('--agent', 'notes', '--input', 'Buy salt.', '--reject');
    expect(stdout).toContain('\ndecided   reject\nanswered  I kept one note.\ncost      ');
    expect(code).toBe(0);
    expect(notes()).not.toContain('Buy salt.\n');
  });

  it('say how to answer a run that asks, exit 5', async () => {
    const { code, stdout } = await runClient('--agent', 'notes', '--input', 'ask me');
    expect(stdout).toMatch(/\nawaiting-user {2}About what\?\ngo on {5}npx holdfast say agent\/notes\//);
    expect(code).toBe(5);
  });
});
