import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CarefulDesk, look, openCarefulDesk, put } from '../support/careful-desk.ts';
import { decodeText } from '../support/decode-text.ts';

let at: CarefulDesk;

beforeAll(async () => {
  at = await openCarefulDesk('shown');
});
afterAll(() => at?.stop());

const handleOf = (run: string) => at.desk.client.workflow.getHandle(run);

/** What the page of a workflow shows above its events. */
async function detailsOf(run: string): Promise<string> {
  const metadata = await handleOf(run).query<{ currentDetails?: string }>('__temporal_workflow_metadata');
  return metadata.currentDetails ?? '';
}

describe('a run in the Temporal UI', () => {
  it('has a summary of its own, and one in plain words at each thing it does', async () => {
    const run = await at.play('careful', [[look('u1'), put('u1', 'book')]]);
    await at.reaches(run, 'awaiting-approval');
    const { raw } = await handleOf(run).describe();
    expect(decodeText(raw.executionConfig?.userMetadata?.summary)).toContain(run.split('/')[2]);
    const { events } = await handleOf(run).fetchHistory();
    const summaries = (events ?? []).flatMap((event) =>
      event.activityTaskScheduledEventAttributes ? [decodeText(event.userMetadata?.summary)] : [],
    );
    expect(summaries.slice(1)).toEqual([
      'turn 1: anthropic:claude-sonnet-4-5',
      expect.stringContaining('look'),
      'look first: put book on u1',
    ]);
    const timers = (events ?? []).flatMap((event) =>
      event.timerStartedEventAttributes ? [decodeText(event.userMetadata?.summary)] : [],
    );
    expect(timers).toEqual([
      'until it looks whether its time is up',
      expect.stringMatching(/^until a reminder or the deadline of c1\.2r1/),
    ]);
  });

  it('says what it waits for, and how to answer, then how it ended', async () => {
    const run = await at.play('careful', [[put('u2', 'book')]]);
    await at.reaches(run, 'awaiting-approval');
    const waiting = await detailsOf(run);
    expect(waiting).toContain('Put book on u2');
    expect(waiting).toContain('holdfast approve');
    await at.client.resolveApproval(run, { decision: 'approve', by: 'ben' });
    await at.client.waitForClose(run, { timeoutMs: 20_000 });
    const closed = await detailsOf(run);
    expect(closed).not.toContain('holdfast approve');
    expect(closed).toContain('Done.');
  });

  it('is told by the columns of the list: agent, state, model, steps, cost, whom it waits for', async () => {
    const run = await at.play('careful', [[put('u3', 'book')]]);
    await at.reaches(run, 'awaiting-approval');
    const { searchAttributes } = await handleOf(run).describe();
    expect(searchAttributes).toMatchObject({
      HoldfastAgent: ['careful'],
      HoldfastState: ['awaiting-approval'],
      HoldfastModel: ['anthropic:claude-sonnet-4-5'],
      HoldfastSteps: [1],
      HoldfastCostNanoUsd: [expect.any(Number)],
      HoldfastApprovers: ['keepers'],
    });
    expect(searchAttributes['HoldfastPendingSince']).toHaveLength(1);
  });
});
