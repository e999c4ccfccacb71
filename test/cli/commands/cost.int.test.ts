import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { RunsCost } from '../../../src/core/trace/cost.ts';
import type { Script } from '../../../src/scripted-provider/scripted-request.ts';
import { type CliDesk, openCliDesk } from '../../support/cli-desk.ts';
import { lastJson } from '../../support/run-cli.ts';

const usage = { inputTokens: 1_000, outputTokens: 100 };
const script: Script = ({ messages }) =>
  messages.at(-1)?.role === 'tool'
    ? { text: 'Done.', usage }
    : { toolCalls: [{ name: 'find_user_id_by_email', arguments: { email: 'ada@example.com' } }], usage };

let cli: CliDesk;
beforeAll(async () => {
  cli = await openCliDesk(inject('temporalAddress'), 'cli-cost', script);
  for (const [agent, id] of [
    ['retail', 'one'],
    ['retail', 'two'],
    ['retail-unattended', 'three'],
  ] as const) {
    const { exitCode } = await cli.holdfast('run', agent, '--id', id, '--input', 'Look me up.');
    if (exitCode !== 0) throw new Error(`run ${id} ended with exit ${exitCode}`);
  }
});
afterAll(() => cli?.stop());

/** 1,000 tokens in and 100 out of claude-sonnet-4-5, at $3 and $15 a million. */
const eachNanoUsd = 4_500_000;
const model = 'anthropic:claude-sonnet-4-5';

describe('holdfast cost', () => {
  it('RUN splits its cost by step, model and tool', async () => {
    const cost = lastJson(await cli.holdfast('cost', 'one', '--json'));
    expect(cost).toMatchObject({
      schema: 'holdfast.cost/v1',
      run: 'agent/retail/one',
      rows: [
        {
          step: 1,
          model,
          tool: 'find_user_id_by_email',
          calls: 1,
          inputTokens: 1_000,
          costNanoUsd: eachNanoUsd,
        },
        { step: 3, model, inputTokens: 1_000, outputTokens: 100, costNanoUsd: eachNanoUsd },
      ],
      totalNanoUsd: 2 * eachNanoUsd,
    });
    const text = (await cli.holdfast('cost', 'one')).stdout;
    expect(text).toContain('STEP  TURN     IN  CACHED  OUT     COST  FOR');
    expect(text).toContain('   1     1  1,000       0  100  $0.0045  find_user_id_by_email');
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('without RUN adds up by agent, model and outcome', async () => {
    let cost: Record<string, unknown>;
    do {
      await sleep(200);
      cost = lastJson(await cli.holdfast('cost', '--json'));
    } while ((cost as unknown as RunsCost).rows.some(({ outcome }) => outcome === undefined));
    expect(cost).toMatchObject({
      runs: 3,
      totalNanoUsd: 6 * eachNanoUsd,
      rows: [
        { agent: 'retail', model, outcome: 'answered', runs: 2, steps: 6, costNanoUsd: 4 * eachNanoUsd },
        { agent: 'retail-unattended', model, outcome: 'answered', runs: 1, costNanoUsd: 2 * eachNanoUsd },
      ],
    });
    expect(lastJson(await cli.holdfast('cost', '--agent', 'retail', '--json'))).toMatchObject({ runs: 2 });
    expect((await cli.holdfast('cost')).stdout).toContain('\n\n$0.027 for 3 runs\n');
    expect(lastJson(await cli.holdfast('cost', '--limit', '1', '--json'))).toMatchObject({
      runs: 1,
      truncated: true,
    });
  });

  it('exits 3 for a run that is not there, 2 for a choice among one run', async () => {
    expect((await cli.holdfast('cost', 'agent/retail/nobody')).exitCode).toBe(3);
    const { exitCode, stderr } = await cli.holdfast('cost', 'one', '--agent', 'retail');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('--agent chooses among runs, and one run is named already.');
  });
});
