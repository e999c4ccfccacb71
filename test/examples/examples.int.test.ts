import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { HoldfastClient } from '../../src/client/holdfast-client.ts';
import type { DevRecord } from '../../src/reports/dev.ts';
import type { Script } from '../../src/scripted-provider/scripted-request.ts';
import { type Desk, openDesk } from '../support/desk.ts';

const clientScript = fileURLToPath(new URL('../../examples/client.ts', import.meta.url));
const home = mkdtempSync(join(tmpdir(), 'holdfast-examples-'));
const tin = join(home, 'tin');

/** Pays what the user says, as `$30 to Ada for stamps`, then says that it is done; asks back when told to ask. */
const script: Script = ({ messages }) => {
  const said = messages.find(({ role }) => role === 'user')?.content ?? '';
  if (said === 'ask me') return { toolCalls: [{ name: 'ask_user', arguments: { question: 'Whom?' } }] };
  if (messages.some(({ role }) => role === 'tool')) return { text: 'That is done.' };
  const [, usd, to, purpose] = /^\$(\d+) to (\w+) for (\w+)$/.exec(said) ?? [];
  return { toolCalls: [{ name: 'pay_out', arguments: { to, usd: Number(usd), purpose } }] };
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

/** What was paid and not undone. */
const payments = (): unknown[] =>
  readdirSync(tin)
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(tin, name), 'utf8')) as unknown);

let desk: Desk;
let client: HoldfastClient;
beforeAll(async () => {
  process.env.PETTY_CASH = tin;
  const { default: config } = await import('../../examples/first-agent.ts');
  const where = { address: inject('temporalAddress'), namespace: inject('temporalNamespace') };
  desk = await openDesk({ ...where, taskQueue: 'examples', config, script });
  client = await HoldfastClient.connect(where);
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
  await client?.close();
  await desk?.stop();
  rmSync(home, { recursive: true, force: true });
});

describe('examples/first-agent.ts and examples/client.ts', () => {
  it('start a run, decide its approval by signal, and print outcome, effects and cost', async () => {
    const { code, stdout, stderr } = await runClient(
      '--agent',
      'cashier',
      '--input',
      '$30 to Ada for stamps',
    );
    expect(stderr).toBe('');
    const lines = stdout.split('\n');
    expect(lines).toEqual([
      expect.stringMatching(/^started {3}agent\/cashier\/\S+$/),
      'asked     c1.1r1 Pay $30 to Ada for stamps',
      'tin   $100 → $70',
      'undo  puts the money back',
      'decided   approve',
      'answered  That is done.',
      'effect    c1.1 pay $30 to Ada: applied',
      expect.stringMatching(/^cost {6}\$0\.\d{4}, 1 tool calls$/),
      '',
    ]);
    expect(code).toBe(0);
    expect(payments()).toEqual([{ to: 'Ada', usd: 30, purpose: 'stamps' }]);

    const run = lines[0]?.split(/ +/)[1] ?? '';
    const report = await client.undo(run, { apply: true, by: 'test' });
    expect(report).toMatchObject({ complete: true, items: [{ effectId: 'c1.1', result: 'undone' }] });
    expect(payments()).toEqual([]);
  });

  it('pay a small sum without asking', async () => {
    const { code, stdout } = await runClient('--agent', 'cashier', '--input', '$20 to Bea for tea');
    expect(stdout).toMatch(
      /^started {3}\S+\nanswered {2}That is done\.\neffect {4}c1\.1 pay \$20 to Bea: applied\n/,
    );
    expect(code).toBe(0);
    expect(payments()).toEqual([{ to: 'Bea', usd: 20, purpose: 'tea' }]);
  });

  it('pay nothing where the approval is refused', async () => {
    const given = ['--agent', 'cashier', '--input', '$40 to Ada for salt', '--reject'];
    const { code, stdout } = await runClient(...given);
    expect(stdout).toContain('\ndecided   reject\nanswered  That is done.\ncost      ');
    expect(code).toBe(0);
    expect(payments()).not.toContainEqual({ to: 'Ada', usd: 40, purpose: 'salt' });
  });

  it('say how to answer a run that asks, exit 5', async () => {
    const { code, stdout } = await runClient('--agent', 'cashier', '--input', 'ask me');
    expect(stdout).toMatch(/\nawaiting-user {2}Whom\?\ngo on {5}npx holdfast say agent\/cashier\//);
    expect(code).toBe(5);
  });
});
