import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { defineAgent } from '../../../src/agents/define-agent.ts';
import { nextCommand } from '../../../src/cli/render/next-action.ts';
import { setupNamespace } from '../../../src/client/connection/setup-namespace.ts';
import { defineConfig } from '../../../src/config/define-config.ts';
import { defaultTaskQueue } from '../../../src/contracts/names.ts';
import type { RunView } from '../../../src/core/view/run-view.ts';
import { runViewSchema } from '../../../src/reports/run.ts';
import { traceViewSchema } from '../../../src/reports/trace.ts';
import type { Script } from '../../../src/scripted-provider/scripted-request.ts';
import { type Desk, openDesk } from '../../support/desk.ts';
import { lossyBank } from '../../support/lossy-bank.ts';
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
  const config = defineConfig({ agents: [guarded, strict, bank.agent] });
  desk = await openDesk({ address, namespace, taskQueue: defaultTaskQueue, config, script });
});
afterAll(async () => {
  await desk?.stop();
  rmSync(folder, { recursive: true, force: true });
});

function holdfast(...argv: readonly string[]): Promise<CliResult> {
  return holdfastReading('', ...argv);
}

function holdfastReading(stdin: string, ...argv: readonly string[]): Promise<CliResult> {
  const onServer = ['--address', inject('temporalAddress'), '--namespace', namespace];
  return runCli([...argv, ...onServer], { cwd: folder, stdin });
}

const bank = lossyBank();

/** Start a run of the bank whose call loses its answer, and wait until a person has to tell. */
async function lose(taskId: string, task: string): Promise<string> {
  const run = await desk.start({ agent: 'bank', taskId, input: task, startedBy: 'ada' });
  await vi.waitFor(async () => expect(await desk.status(run)).toMatchObject({ state: 'awaiting-human' }), {
    timeout: 20_000,
  });
  return run;
}

const json = async (...argv: readonly string[]) => {
  const { exitCode, ...rest } = await holdfast(...argv, '--json');
  return { exitCode, told: lastJson({ exitCode, ...rest }) as Record<string, unknown> };
};

describe('holdfast settle', () => {
  it('tells a run that an unknown effect is in the world; the agent goes on with its result', async () => {
    const run = await lose('lost', 'credit 20');
    const shown = await holdfast('show', 'agent/bank/lost');
    expect(shown.stdout).toContain('c1.1  nobody knows whether this happened: credit 20');
    expect(shown.stdout).toContain(
      [
        `next      holdfast probe ${run} c1.1`,
        `          holdfast settle ${run} c1.1 applied --result -`,
        `          holdfast settle ${run} c1.1 absent`,
      ].join('\n'),
    );
    const settled = await holdfast(
      'settle',
      run,
      'c1.1',
      'applied',
      '--by',
      'bea',
      '--result',
      '{"creditId":"cr-20"}',
    );
    expect(settled).toMatchObject({ exitCode: 0, stdout: 'Settled: c1.1 is applied.\n' });
    const watched = await holdfast('watch', 'agent/bank/lost', '--json');
    expect(lastJson(watched)).toMatchObject({
      outcome: { kind: 'answered', answer: '{"creditId":"cr-20"}' },
      effects: [{ id: 'c1.1', state: 'applied', settled: { outcome: 'applied', by: 'bea', from: 'result' } }],
    });
    expect((await holdfast('show', 'agent/bank/lost')).stdout).toMatch(
      /settled as applied by bea at 20.*Z, with a\s+result/,
    );
    expect((await holdfast('trace', 'agent/bank/lost')).stdout).toMatch(
      /settle +c1\.1 {2}applied, by bea, with a result/,
    );
    expect(await json('settle', 'agent/bank/lost', 'c1.1', 'absent')).toMatchObject({
      exitCode: 9,
      told: { code: 'nothing_to_settle' },
    });
    expect((await holdfast('undo', 'agent/bank/lost', '--apply')).exitCode).toBe(0);
    expect(bank.requests).toContain('DELETE /credits/cr-20');
  });

  it('is 2 where the result is missing or does not fit: the run waits on, and no undo is called without one', async () => {
    await lose('missing', 'credit 21');
    expect(await json('settle', 'agent/bank/missing', 'c1.1', 'applied')).toMatchObject({
      exitCode: 2,
      told: { code: 'result_missing', why: expect.stringContaining('what credit returned') },
    });
    const misfit = await json(
      'settle',
      'agent/bank/missing',
      'c1.1',
      'applied',
      '--result',
      '{"credit":"cr-21"}',
    );
    expect(misfit).toMatchObject({
      exitCode: 2,
      told: {
        code: 'result_misfit',
        why: expect.stringMatching(/^The result given for credit is something else.*creditId/s),
      },
    });
    expect(await desk.status('agent/bank/missing')).toMatchObject({
      state: 'awaiting-human',
      effects: [{ state: 'unknown' }],
    });
    expect((await holdfast('undo', 'agent/bank/missing', '--apply')).exitCode).toBe(10);
    expect(bank.requests.filter((one) => one.includes('undefined') || one.endsWith('/'))).toEqual([]);
  });

  it('is 5 while the probe cannot tell, 9 where it finds otherwise, and 0 where it bears the person out', async () => {
    await lose('probed', 'credit 22');
    const unknown = await holdfast('settle', 'agent/bank/probed', 'c1.1', 'applied', '--probe');
    expect(unknown).toMatchObject({
      exitCode: 5,
      stdout: 'Nobody knows yet: the probe of credit cannot tell.\nc1.1 stays unknown.\n',
    });
    bank.clear.add('22');
    expect(await json('settle', 'agent/bank/probed', 'c1.1', 'absent', '--probe')).toMatchObject({
      exitCode: 9,
      told: { code: 'probe_differs' },
    });
    expect(await json('settle', 'agent/bank/probed', 'c1.1', '--probe')).toMatchObject({
      exitCode: 0,
      told: { effects: [{ state: 'applied', settled: { from: 'probe' } }] },
    });
    expect(lastJson(await holdfast('watch', 'agent/bank/probed', '--json'))).toMatchObject({
      outcome: { answer: '{"creditId":"cr-22"}' },
    });
  });

  it('needs no result where nothing can undo it', async () => {
    await lose('wired', 'wire 23');
    expect((await holdfast('settle', 'agent/bank/wired', 'c1.1', 'applied')).exitCode).toBe(0);
    expect(lastJson(await holdfast('watch', 'agent/bank/wired', '--json'))).toMatchObject({
      effects: [{ state: 'applied', settled: { from: 'word' } }],
    });
  });

  it('is told by show as commands that run as they stand', async () => {
    const run = await lose('verbatim', 'pay 24');
    const { next } = lastJson(await holdfast('show', 'agent/bank/verbatim', '--json')) as unknown as RunView;
    const [command = ''] = next.map(nextCommand);
    expect(command).toBe(`holdfast settle ${run} c1.1 applied --result -`);
    const told = await holdfastReading('{"paid":true}', ...command.split(' ').slice(1));
    expect(told).toMatchObject({ exitCode: 0, stdout: 'Settled: c1.1 is applied.\n' });
  });

  it('settles an effect of a closed run as that of an open one: checked, shown, traced, and undone with its result', async () => {
    const run = await lose('closed', 'credit 25');
    await holdfast('cancel', 'agent/bank/closed');
    await desk.result(run).catch(() => undefined);
    expect(await json('settle', run, 'c1.1', 'applied')).toMatchObject({
      exitCode: 2,
      told: { code: 'result_missing' },
    });
    expect(await json('settle', run, 'c1.1', 'applied', '--result', '7')).toMatchObject({
      exitCode: 2,
      told: { code: 'result_misfit' },
    });
    expect(await json('probe', run, 'c1.1')).toMatchObject({ exitCode: 5, told: { found: 'unknown' } });
    expect(await json('undo', run, '--apply')).toMatchObject({
      exitCode: 10,
      told: { items: [{ action: 'conflict' }] },
    });
    bank.clear.add('25');
    expect(await json('settle', run, 'c1.1', 'applied', '--probe', '--by', 'bea')).toMatchObject({
      exitCode: 0,
      told: {
        schema: 'holdfast.run/v1',
        effects: [{ state: 'applied', settled: { outcome: 'applied', by: 'bea', from: 'probe' } }],
      },
    });
    const { told } = await json('trace', run);
    expect(traceViewSchema.parse(told).steps).toContainEqual(
      expect.objectContaining({
        stepNumber: 2,
        kind: 'settle',
        call: 'c1.1',
        result: { state: 'applied', outcome: 'applied', by: 'bea', from: 'probe' },
      }),
    );
    expect((await holdfast('undo', run, '--apply')).exitCode).toBe(0);
    expect(bank.requests).toContain('DELETE /credits/cr-25');
    expect(runViewSchema.parse((await json('show', run)).told).effects).toMatchObject([{ state: 'undone' }]);
  });
});

describe('holdfast probe', () => {
  it('looks again and says nothing of its own: 5 while nobody can tell, then the run goes on with what it finds', async () => {
    const run = await lose('again', 'credit 30');
    expect(await json('probe', 'agent/bank/again', 'c1.1')).toEqual({
      exitCode: 5,
      told: {
        schema: 'holdfast.settlement/v1',
        run,
        effect: 'c1.1',
        state: 'unknown',
        found: 'unknown',
        because: 'the probe of credit cannot tell',
      },
    });
    bank.clear.add('30');
    expect(await holdfast('probe', 'agent/bank/again', 'c1.1')).toMatchObject({
      exitCode: 0,
      stdout: 'Settled: c1.1 is applied.\n',
    });
    expect(lastJson(await holdfast('watch', 'agent/bank/again', '--json'))).toMatchObject({
      outcome: { answer: '{"creditId":"cr-30"}' },
    });
  });

  it('says why where the probe itself fails', async () => {
    bank.shut.add('31');
    await lose('down', 'credit 31');
    expect(await json('probe', 'agent/bank/down', 'c1.1')).toMatchObject({
      exitCode: 5,
      told: { found: 'unknown', because: expect.stringContaining('the bank is closed') },
    });
  });

  it('is 2 where the tool has no probe, with what to do instead; 9 where nothing waits, 3 without such an effect', async () => {
    const run = await lose('blind', 'pay 32');
    expect(await json('probe', 'agent/bank/blind', 'c1.1')).toMatchObject({
      exitCode: 2,
      told: {
        code: 'not_checkable',
        why: expect.stringMatching(/^pay has no probe.* Find out yourself/),
        next: expect.stringContaining(`holdfast settle ${run} c1.1 absent`),
      },
    });
    expect(await json('probe', 'agent/bank/blind', 'c9.9')).toMatchObject({ exitCode: 3 });
    await holdfast('settle', 'agent/bank/blind', 'c1.1', 'absent');
    await holdfast('watch', 'agent/bank/blind');
    expect(await json('probe', 'agent/bank/blind', 'c1.1')).toMatchObject({
      exitCode: 9,
      told: { code: 'nothing_to_settle' },
    });
  });
});

describe('holdfast approve', () => {
  it('is 11 for whoever started the run, where the rule forbids it, and 0 for somebody else', async () => {
    const run = await desk.start({ agent: 'strict', taskId: 'four', input: 'move chair', startedBy: 'ada' });
    const { approvals } = await desk.settled(run);
    const [approval] = approvals;
    const named = [run, approval?.id ?? '', '--digest', approval?.digest ?? '', '--json'];
    const own = await holdfast('approve', ...named, '--by', 'ada');
    expect(own.exitCode).toBe(11);
    expect(lastJson(own)).toMatchObject({ code: 'not_permitted' });
    expect((await holdfast('approve', ...named, '--by', 'bob')).exitCode).toBe(0);
    expect(lastJson(await holdfast('watch', run, '--json'))).toMatchObject({
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
