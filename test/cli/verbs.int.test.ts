import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Script } from '../../src/scripted-provider/scripted-request.ts';
import { type CliDesk, openCliDesk } from '../support/cli-desk.ts';
import { lastJson, runCli } from '../support/run-cli.ts';

const bin = fileURLToPath(new URL('../../bin/holdfast.js', import.meta.url));

/** Answers by what the user said last: `look up`, `ask`, `slowly`, anything else. */
const script: Script = ({ messages }) => {
  const said = messages.findLast(({ role }) => role === 'user')?.content ?? '';
  const afterUser = messages.slice(messages.findLastIndex(({ role }) => role === 'user') + 1);
  if (said === 'look up' && afterUser.length === 0) {
    return {
      text: 'I look.',
      toolCalls: [{ name: 'find_user_id_by_email', arguments: { email: 'ada@example.com' } }],
    };
  }
  if (said === 'ask' && afterUser.length === 0) {
    return { toolCalls: [{ name: 'ask_user', arguments: { question: 'Which order?' } }] };
  }
  if (said === 'slowly') return { text: 'At last.', delayMs: 6_000 };
  return { text: `You said: ${said}` };
};

let cli: CliDesk;
beforeAll(async () => {
  cli = await openCliDesk(inject('temporalAddress'), 'cli-verbs', script);
});
afterAll(() => cli?.stop());

describe('holdfast run', () => {
  it('prints each step on stderr, the answer on stdout, and exits 0', async () => {
    const { exitCode, stdout, stderr } = await cli.holdfast(
      'run',
      'retail',
      '--id',
      'run-1',
      '--input',
      'look up',
    );
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^answered {2}"You said: look up"\n {10}3 steps · .* s · \$0\.\d+ of \$0\.50\n$/);
    const kinds = stderr.split('\n').map((line) => line.slice(0, 40).replace(/\s+/g, ' ').trim());
    expect(kinds).toEqual([
      'agent/retail/run-1',
      '1 model I look.',
      '2 tool find_user_id_by_email a',
      '3 model answers',
      'holdfast trace agent/retail/run-1',
      '',
    ]);
  });

  it('prints holdfast.run/v1 alone on stdout with --json', async () => {
    const result = await cli.holdfast(
      'run',
      'retail',
      '--id',
      'run-json',
      '--input',
      'hello',
      '--by',
      'ada',
      '--json',
    );
    expect(result.stdout.match(/\n/g)).toHaveLength(1);
    expect(lastJson(result)).toMatchObject({
      schema: 'holdfast.run/v1',
      id: 'agent/retail/run-json',
      state: 'closed',
      startedBy: 'ada',
      outcome: { kind: 'answered', answer: 'You said: hello' },
    });
  });

  it('exits 7 when the budget ends the run, with what was done', async () => {
    const result = await cli.holdfast(
      'run',
      'retail',
      '--input',
      'look up',
      '--budget-usd',
      '0.000001',
      '--json',
    );
    expect(result.exitCode).toBe(7);
    expect(lastJson(result)).toMatchObject({
      outcome: { kind: 'partial', reason: { code: 'budget_exhausted' } },
    });
  });

  it('exits 5 off a terminal when the agent asks, and the run waits', async () => {
    const result = await cli.holdfast('run', 'retail', '--id', 'ask', '--input', 'ask', '--json');
    expect(result.exitCode).toBe(5);
    expect(lastJson(result)).toMatchObject({ state: 'awaiting-user', question: 'Which order?' });
    const reply = await cli.holdfast('say', 'ask', '#W1001', '--wait', '--json');
    expect(reply.exitCode).toBe(0);
    expect(lastJson(reply)).toMatchObject({ state: 'closed', outcome: { kind: 'answered' } });
  });

  it('exits 124 when --timeout has passed; the run goes on until it is cancelled', async () => {
    const result = await cli.holdfast(
      'run',
      'retail',
      '--id',
      'slow',
      '--input',
      'slowly',
      '--timeout',
      '1s',
      '--json',
    );
    expect(result.exitCode).toBe(124);
    expect(lastJson(result)).toMatchObject({ code: 'wait_timeout', details: { run: 'agent/retail/slow' } });
    expect(lastJson(await cli.holdfast('show', 'slow', '--json'))).toMatchObject({ state: 'running' });
    expect((await cli.holdfast('cancel', 'slow', '--reason', 'enough')).exitCode).toBe(0);
    const watched = await cli.holdfast('watch', 'slow', '--json');
    expect(watched.exitCode).toBe(12);
    expect(lastJson(watched)).toMatchObject({ outcome: { kind: 'cancelled' } });
  });

  it('exits 130 at Ctrl-C; the run goes on', async () => {
    const child = spawn(
      process.execPath,
      [bin, 'run', 'retail', '--id', 'interrupted', '--input', 'slowly', ...cli.onServer],
      {
        cwd: cli.folder,
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    const exited = once(child, 'exit');
    const lines = createInterface({ input: child.stderr });
    await once(lines, 'line');
    child.kill('SIGINT');
    expect(await exited).toEqual([130, null]);
    expect(lastJson(await cli.holdfast('show', 'interrupted', '--json'))).toMatchObject({ state: 'running' });
    await cli.holdfast('cancel', 'interrupted');
  });
});

describe('a chat on the command line', () => {
  it('answers say, is held by pause, goes on, and ends', async () => {
    const opened = await cli.holdfast(
      'run',
      'retail',
      '--chat',
      '--greeting',
      'Good day.',
      '--id',
      'chat',
      '--json',
    );
    expect(opened.exitCode).toBe(5);
    expect(lastJson(opened)).toMatchObject({ state: 'awaiting-user', lastMessage: 'Good day.' });

    const reply = await cli.holdfast('say', 'chat', 'hello', '--wait', '--json');
    expect(reply.exitCode).toBe(0);
    expect(lastJson(reply)).toMatchObject({ state: 'awaiting-user', lastMessage: 'You said: hello' });

    expect(lastJson(await cli.holdfast('pause', 'chat', '--json'))).toMatchObject({ state: 'paused' });
    expect(lastJson(await cli.holdfast('resume', 'chat', '--json'))).toMatchObject({
      state: 'awaiting-user',
    });

    expect((await cli.holdfast('end', 'chat')).stdout).toBe('The conversation ends.\n');
    const watched = await cli.holdfast('watch', 'chat');
    expect(watched.exitCode).toBe(0);
    expect(watched.stdout).toMatch(/^answered {2}"You said: hello"\n/);

    const late = await cli.holdfast('say', 'chat', 'more', '--json');
    expect(late.exitCode).toBe(9);
    expect(lastJson(late)).toMatchObject({ code: 'run_closed' });
  });
});

describe('looking at runs', () => {
  it('start prints the run as soon as it exists; ls, show and trace tell of it', async () => {
    const started = await cli.holdfast(
      'start',
      'retail',
      '--id',
      'looked-at',
      '--input',
      'look up',
      '--json',
      '--on-approval',
      'exit',
      '--timeout',
      '5m',
    );
    expect(started.exitCode).toBe(0);
    expect(lastJson(started)).toMatchObject({
      schema: 'holdfast.run-summary/v1',
      id: 'agent/retail/looked-at',
      steps: 0,
    });
    expect((await cli.holdfast('watch', 'looked-at')).exitCode).toBe(0);

    const shown = await cli.holdfast('show', 'looked-at');
    expect(shown).toMatchObject({ exitCode: 0, stderr: '' });
    expect(shown.stdout).toMatch(/^agent\/retail\/looked-at\nanswered {2}"You said: look up"\n/);

    const trace = lastJson(await cli.holdfast('trace', 'looked-at', '--json'));
    expect(trace).toMatchObject({
      schema: 'holdfast.trace/v1',
      steps: [
        { kind: 'model', stepNumber: 1, thought: 'I look.' },
        { kind: 'tool', stepNumber: 2, call: 'c1.1', action: { tool: 'find_user_id_by_email' } },
        { kind: 'model', stepNumber: 3 },
      ],
    });
    expect((await cli.holdfast('trace', 'looked-at', '--io')).stdout).toContain('"email": "ada@example.com"');

    const lines = (await cli.holdfast('ls', '--agent', 'retail', '-o', 'jsonl')).stdout.trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { taskId: string }).taskId)).toContain('looked-at');
    expect(await cli.holdfast('ls', '--agent', 'nobody', '--json')).toMatchObject({
      exitCode: 0,
      stdout: '[]\n',
    });
    const refused = await cli.holdfast('ls', '--query', 'Nonsense ===', '--json');
    expect(refused.exitCode).toBe(2);
  });
});

describe('holdfast replay', () => {
  it('is 0 for a history of this build and 4 for one that differs', async () => {
    expect((await cli.holdfast('run', 'retail', '--id', 'replayed', '--input', 'look up')).exitCode).toBe(0);
    const live = await cli.holdfast('replay', 'replayed', '--json');
    expect(lastJson(live)).toEqual({
      schema: 'holdfast.replay/v1',
      ok: true,
      histories: [{ source: 'agent/retail/replayed', ok: true }],
    });

    const history = await cli.desk.client.workflow.getHandle('agent/retail/replayed').fetchHistory();
    const text = historyToJSON(history);
    writeFileSync(join(cli.folder, 'same.json'), text);
    writeFileSync(
      join(cli.folder, 'other.json'),
      text.replaceAll('find_user_id_by_email', 'find_user_by_email'),
    );
    const stored = await cli.holdfast('replay', 'same.json', 'other.json', '--json');
    expect(stored.exitCode).toBe(4);
    expect(lastJson(stored)).toMatchObject({
      ok: false,
      histories: [
        { source: 'same.json', ok: true },
        { source: 'other.json', ok: false, error: expect.stringContaining('Nondeterminism') },
      ],
    });
  });
});

describe('holdfast setup and doctor', () => {
  it('setup registers what is missing, once', async () => {
    const fresh = ['--address', inject('temporalAddress'), '--namespace', 'cli-setup'];
    const setup = () => runCli(['setup', ...fresh, '--json'], { cwd: cli.folder });
    expect(lastJson(await setup())).toMatchObject({ schema: 'holdfast.setup/v1', created: true });
    expect(lastJson(await setup())).toMatchObject({ created: false, added: [] });
  });

  it('doctor is 0 where everything is there', async () => {
    const result = await cli.holdfast('doctor', '--json');
    expect(lastJson(result)).toMatchObject({ schema: 'holdfast.doctor/v1', ok: true });
    expect(result.exitCode).toBe(0);
  });
});
