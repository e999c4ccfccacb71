import { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { showRun } from '../../src/client/runs/show-run.ts';
import { waitForClose } from '../../src/client/runs/wait-for-run.ts';
import { playTurns } from '../../src/scripted-provider/play-turns.ts';
import { accessOf, type Desk } from '../support/desk.ts';
import { openScenarioDesk } from '../support/play-scenario.ts';

describe('how a run ended, to those who only know Temporal', () => {
  let desk: Desk;
  beforeAll(async () => {
    const server = { address: inject('temporalAddress'), namespace: inject('temporalNamespace') };
    desk = await openScenarioDesk(server, 'ends');
  });
  afterAll(() => desk.stop());

  const statusOf = async (id: string) => (await desk.client.workflow.getHandle(id).describe()).status.name;

  it('is Failed, of the type of the outcome’s code, with the outcome in its details', async () => {
    const id = await desk.start({
      agent: 'desk',
      model: 'anthropic:claude-imaginary-9',
      taskId: `failed-${Date.now()}`,
      input: 'Go.',
      startedBy: 'test',
    });
    const error = await desk.client.workflow
      .getHandle(id)
      .result()
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(WorkflowFailedError);
    const { cause } = error as WorkflowFailedError;
    expect(cause).toBeInstanceOf(ApplicationFailure);
    expect(cause).toMatchObject({
      type: 'price_unknown',
      nonRetryable: true,
      details: [{ kind: 'failed', reason: { code: 'price_unknown' } }],
    });
    expect(await statusOf(id)).toBe('FAILED');
    const view = await waitForClose(accessOf(desk), id);
    expect(view).toMatchObject({
      state: 'closed',
      phase: 'complete',
      outcome: { kind: 'failed', reason: { code: 'price_unknown' } },
    });
    expect(await showRun(accessOf(desk), id)).toEqual(view);
  });

  it('is Canceled where Temporal was asked to cancel it, and the run tells what it had done', async () => {
    desk.setScript(playTurns([{ text: 'late', delayMs: 20_000 }]));
    const id = await desk.start({
      agent: 'desk',
      taskId: `cancelled-${Date.now()}`,
      input: 'Go.',
      startedBy: 'test',
    });
    await expect.poll(async () => (await desk.status(id)).totals.modelCalls).toBe(1);
    await desk.client.workflow.getHandle(id).cancel();
    const view = await waitForClose(accessOf(desk), id);
    expect(await statusOf(id)).toBe('CANCELLED');
    expect(view).toMatchObject({
      state: 'closed',
      totals: { modelCalls: 1 },
      outcome: {
        kind: 'cancelled',
        reason: { code: 'cancel_requested', message: 'Cancelled by temporal: workflow cancellation' },
      },
    });
  });

  it('is Completed for every other end, also where people cancelled it', async () => {
    desk.setScript(playTurns([{ text: 'late', delayMs: 20_000 }]));
    const task = { agent: 'desk', taskId: `stopped-${Date.now()}`, input: 'Go.', startedBy: 'test' };
    const id = await desk.start(task);
    await expect.poll(async () => (await desk.status(id)).totals.modelCalls).toBe(1);
    await desk.send(id, 'cancelRun', { by: 'bea' });
    const view = await waitForClose(accessOf(desk), id);
    expect(await statusOf(id)).toBe('COMPLETED');
    expect(view.outcome).toMatchObject({ kind: 'cancelled', reason: { code: 'cancel_requested' } });
  });
});
