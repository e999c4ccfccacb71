import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runViewSchema } from '../../../src/reports/run.ts';
import { traceViewSchema } from '../../../src/reports/trace.ts';
import { type CarefulDesk, openCarefulDesk, send } from '../../support/careful-desk.ts';

let at: CarefulDesk;

beforeAll(async () => {
  at = await openCarefulDesk('unknown');
});

afterAll(() => at?.stop());

const dispatchesOf = (letter: string) => at.world.executions.filter((one) => one === `send:${letter}`).length;
const lettersOf = (letter: string) => at.world.letters.filter((one) => one === letter).length;

async function stepsOf(run: string) {
  const { steps } = traceViewSchema.parse(await at.client.trace(run));
  return steps.map(({ stepNumber, kind, call, attempts }) => [stepNumber, kind, call, attempts]);
}

describe('an effect that nobody knows of', () => {
  it('is probed and goes on with its output where it was applied', async () => {
    const run = await at.play('free', [[send('lost-1')]]);
    const view = runViewSchema.parse(await at.client.waitForClose(run, { timeoutMs: 30_000 }));
    expect(view).toMatchObject({ outcome: { kind: 'answered' }, effects: [{ state: 'applied' }] });
    expect([dispatchesOf('lost-1'), lettersOf('lost-1')]).toEqual([1, 1]);
    expect(await stepsOf(run)).toEqual([
      [1, 'model', undefined, 1],
      [2, 'probe', 'c1.1', 1],
      [2, 'tool', 'c1.1', 1],
      [3, 'model', undefined, 1],
    ]);
    const { steps } = await at.client.trace(run);
    expect(steps[1]?.result).toEqual({ kind: 'applied', output: { sent: 'lost-1' } });
    expect(steps[2]?.result).toEqual({ sent: 'lost-1' });
  });

  it('is sent again where the probe finds it absent: once in the world, one step', async () => {
    const run = await at.play('free', [[send('eaten-1')]]);
    const view = await at.client.waitForClose(run, { timeoutMs: 30_000 });
    expect(view).toMatchObject({ effects: [{ state: 'applied' }], totals: { toolCalls: 1 } });
    expect([dispatchesOf('eaten-1'), lettersOf('eaten-1')]).toEqual([2, 1]);
    expect(await stepsOf(run)).toEqual([
      [1, 'model', undefined, 1],
      [2, 'probe', 'c1.1', 1],
      [2, 'tool', 'c1.1', 2],
      [3, 'model', undefined, 1],
    ]);
    expect((await at.client.trace(run)).steps[2]?.result).toEqual({ sent: 'eaten-1' });
  });

  it('is settled by a person where the probe cannot tell', async () => {
    const run = await at.play('free', [[send('blind-1')]]);
    const waiting = await at.reaches(run, 'awaiting-human');
    expect(waiting.effects).toMatchObject([{ id: 'c1.1', state: 'unknown' }]);
    const open = (await at.client.trace(run)).steps.find(({ kind }) => kind === 'tool');
    expect(open?.durationMs).toBeUndefined();
    expect(await at.client.undo(run, { by: 'ben' })).toMatchObject({ items: [{ action: 'conflict' }] });
    await at.client.settle(run, 'c1.1', { outcome: 'applied', by: 'ben', result: { sent: 'blind-1' } });
    const view = await at.client.waitForClose(run, { timeoutMs: 20_000 });
    expect(view.effects).toMatchObject([{ state: 'applied' }]);
    expect([dispatchesOf('blind-1'), lettersOf('blind-1')]).toEqual([1, 1]);
    const { steps } = await at.client.trace(run);
    expect(steps.map(({ kind, result }) => [kind, result])).toEqual([
      ['model', undefined],
      ['probe', { kind: 'unknown' }],
      ['tool', { sent: 'blind-1' }],
      ['settle', { state: 'applied', outcome: 'applied', by: 'ben', from: 'result' }],
      ['model', 'Done.'],
    ]);
  });

  it('that a person finds absent is a failure to the model; a cancelled run is settled after its close', async () => {
    const run = await at.play('free', [[send('blind-2')]]);
    await at.reaches(run, 'awaiting-human');
    await at.client.settle(run, 'c1.1', { outcome: 'absent', by: 'ben' });
    const view = await at.client.waitForClose(run, { timeoutMs: 20_000 });
    expect(view).toMatchObject({ effects: [{ state: 'absent' }], totals: { toolErrors: 1 } });
    expect((await at.client.trace(run)).steps[2]?.error).toMatchObject({ type: 'tool.unexpected' });

    const other = await at.play('free', [[send('blind-3')]]);
    await at.reaches(other, 'awaiting-human');
    await at.client.cancel(other, { by: 'ben' });
    const cancelled = await at.client.waitForClose(other, { timeoutMs: 20_000 });
    expect(cancelled).toMatchObject({ outcome: { kind: 'cancelled' }, effects: [{ state: 'unknown' }] });
    await at.client.settle(other, 'c1.1', { outcome: 'applied', by: 'ben', result: { sent: 'blind-3' } });
    expect((await at.client.show(other)).effects).toMatchObject([{ state: 'applied' }]);
    expect(await at.client.undo(other, { apply: true, by: 'ben' })).toMatchObject({ complete: true });
    expect(lettersOf('blind-3')).toBe(0);
  });
});
