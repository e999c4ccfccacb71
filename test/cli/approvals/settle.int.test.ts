import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { defineAgent } from '../../../src/agents/define-agent.ts';
import { setupNamespace } from '../../../src/client/connection/setup-namespace.ts';
import { defineConfig } from '../../../src/config/define-config.ts';
import { defaultTaskQueue } from '../../../src/contracts/names.ts';
import type { Script } from '../../../src/scripted-provider/scripted-request.ts';
import { type Desk, openDesk } from '../../support/desk.ts';
import { type CliResult, lastJson, runCli } from '../../support/run-cli.ts';
import { guardedAgent } from '../../support/scenarios/guarded-agent.ts';

const namespace = 'cli-settle';

/** Calls the tool that the user names (`post letter`), and then says what it said. */
const script: Script = ({ messages }) => {
  const [tool = '', of = ''] = messages.find(({ role }) => role === 'user')?.content.split(' ') ?? [];
  const told = messages.findLast(({ role }) => role === 'tool')?.content;
  return told === undefined ? { toolCalls: [{ name: tool, arguments: { of } }] } : { text: told };
};

let desk: Desk;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-settle-'));
  const address = inject('temporalAddress');
  await setupNamespace({ address }, namespace);
  const guarded = guardedAgent();
  const strict = defineAgent({
    name: 'strict',
    instructions: 'Do as you are told.',
    model: 'anthropic:claude-sonnet-4-5',
    tools: [...guarded.tools.values()],
    rules: [{ name: 'four eyes', when: { tool: 'move' }, then: 'ask', selfApproval: false }],
  });
  const config = defineConfig({ agents: [guarded, strict] });
  desk = await openDesk({ address, namespace, taskQueue: defaultTaskQueue, config, script });
});
afterAll(async () => {
  await desk?.stop();
  rmSync(folder, { recursive: true, force: true });
});

function holdfast(...argv: readonly string[]): Promise<CliResult> {
  const onServer = ['--address', inject('temporalAddress'), '--namespace', namespace];
  return runCli([...argv, ...onServer], { cwd: folder });
}

describe('holdfast settle', () => {
  it('tells a run that an unknown effect is in the world; the agent goes on with its result', async () => {
    const run = await desk.start({
      agent: 'guarded',
      taskId: 'lost',
      input: 'post letter',
      startedBy: 'ada',
    });
    expect(await desk.settled(run)).toMatchObject({ state: 'awaiting-human' });
    const shown = await holdfast('show', 'lost');
    expect(shown.stdout).toContain('c1.1  nobody knows whether this happened: handle letter');
    expect(shown.stdout).toContain('next      holdfast settle agent/guarded/lost c1.1 applied\n');
    const result = ['--result', '{"found": "on the desk"}'];
    const settled = await holdfast('settle', 'lost', 'c1.1', 'applied', ...result);
    expect(settled).toMatchObject({ exitCode: 0, stdout: 'Settled: c1.1 is applied.\n' });
    const watched = await holdfast('watch', 'lost', '--json');
    expect(lastJson(watched)).toMatchObject({
      outcome: { kind: 'answered', answer: '{"found":"on the desk"}' },
      effects: [{ id: 'c1.1', state: 'applied' }],
    });
    const again = await holdfast('settle', 'lost', 'c1.1', 'absent', '--json');
    expect(again.exitCode).toBe(9);
    expect(lastJson(again)).toMatchObject({ code: 'nothing_to_settle' });
  });
});

describe('holdfast approve', () => {
  it('is 11 for whoever started the run, where the rule forbids it, and 0 for somebody else', async () => {
    const run = await desk.start({ agent: 'strict', taskId: 'four', input: 'move chair', startedBy: 'ada' });
    const { approvals } = await desk.settled(run);
    const [approval] = approvals;
    const named = ['four', approval?.id ?? '', '--digest', approval?.digest ?? '', '--json'];
    const own = await holdfast('approve', ...named, '--by', 'ada');
    expect(own.exitCode).toBe(11);
    expect(lastJson(own)).toMatchObject({ code: 'not_permitted' });
    expect((await holdfast('approve', ...named, '--by', 'bob')).exitCode).toBe(0);
    expect(lastJson(await holdfast('watch', 'four', '--json'))).toMatchObject({
      outcome: { kind: 'answered' },
      approvals: [
        {
          decisions: [
            { by: 'ada', accepted: false, refusal: 'not-permitted' },
            { by: 'bob', accepted: true },
          ],
        },
      ],
    });
  });
});
