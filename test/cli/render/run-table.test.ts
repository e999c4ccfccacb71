import { describe, expect, it } from 'vitest';
import { plainPalette as palette } from '../../../src/cli/render/palette.ts';
import { renderRuns } from '../../../src/cli/render/run-table.ts';
import type { RunSummary } from '../../../src/reports/run-summary.ts';
import { openApproval } from '../../support/sample-run.ts';

const nowMs = Date.parse('2026-11-20T15:00:00.000Z');

function summary(taskId: string, changes: Partial<RunSummary> = {}): RunSummary {
  const agent = changes.agent ?? 'retail';
  return {
    schema: 'holdfast.run-summary/v1',
    id: `agent/${agent}/${taskId}`,
    taskId,
    agent,
    state: 'closed',
    outcome: { kind: 'answered' },
    progress: 100,
    steps: 7,
    costNanoUsd: 14_200_000,
    startedAt: '2026-11-20T10:00:00.000Z',
    pending: 0,
    ...changes,
  };
}

function open(taskId: string, changes: Partial<RunSummary>): RunSummary {
  const { outcome: _, ...rest } = summary(taskId, changes);
  return rest;
}

describe('renderRuns', () => {
  it('shows a run a line, states in words', () => {
    const runs = [
      open('demo-3', {
        state: 'awaiting-user',
        steps: 5,
        costNanoUsd: 11_000_000,
        startedAt: '2026-11-20T13:00:00.000Z',
        pending: 1,
      }),
      summary('demo-2', { outcome: { kind: 'partial' }, steps: 31, costNanoUsd: 500_000_000 }),
      summary('demo-1'),
    ];
    expect(renderRuns(runs, { palette, width: 80, nowMs })).toBe(
      [
        'RUN     AGENT   STATE          STEPS     COST  AGE  WAITS FOR',
        'demo-3  retail  awaiting user      5   $0.011  2 h  its user (say)',
        'demo-2  retail  partial           31    $0.50  5 h',
        'demo-1  retail  answered           7  $0.0142  5 h',
      ].join('\n'),
    );
  });
  it('lets no bill that nobody knows read as zero', () => {
    const unknown = summary('a', { costNanoUsd: 0, unsettledNanoUsd: 55_000_000 });
    const text = renderRuns([unknown], { palette, width: 80, nowMs });
    expect(text.split('\n')[1]).toContain('  $0.00 to $0.055  ');
  });
  it('fits 60 columns, and tells what a run waits for rather than what it cost', () => {
    const waiting = open('mwqp80e6-97123d04', { state: 'awaiting-user', pending: 1 });
    const lines = renderRuns([waiting], { palette, width: 60, nowMs }).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
    expect(lines[0]).toBe('RUN                AGENT   STATE          AGE  WAITS FOR');
    expect(lines[1]).toContain('its user (sa');
  });
  it('fits 80 columns with a generated task id', () => {
    const waiting = open('mwqp80e6-97123d04', {
      state: 'awaiting-approval',
      pending: 2,
      agent: 'retail-unattended',
    });
    const lines = renderRuns([waiting], { palette, width: 80, nowMs }).split('\n');
    expect(lines.map((line) => line.length).filter((length) => length > 80)).toEqual([]);
    expect(lines[1]).toContain('mwqp80e6-97123d04  retail-…  awaiting approval');
  });
  it('says what a run asks approval for, and of whom', () => {
    const waiting = open('demo-3', { state: 'awaiting-approval', pending: 1 });
    const two = open('demo-4', { state: 'awaiting-approval', pending: 2 });
    const { preview: _, ...short } = openApproval({ id: 'c1.1r1' });
    const card = { ...short, summary: 'Refund $182.40', run: 'agent/retail/demo-3' };
    const other = { ...card, run: 'agent/retail/demo-4' };
    const text = renderRuns([waiting, two, open('demo-5', { state: 'awaiting-approval', pending: 1 })], {
      palette,
      width: 110,
      nowMs,
      open: [card, other],
    });
    expect(text.split('\n').map((line) => line.slice(line.indexOf('h') + 3))).toEqual([
      expect.stringMatching(/WAITS FOR$/),
      'Refund $182.40 (payments)',
      '2 approvals: Refund $182.40 (payments), …',
      '1 approval',
    ]);
  });
  it('gives runs of the same task id their workflow ids', () => {
    const text = renderRuns([summary('a'), summary('a', { agent: 'notices' }), summary('b')], {
      palette,
      width: 80,
      nowMs,
    });
    expect(text.split('\n').map((line) => line.split(' ')[0])).toEqual([
      'RUN',
      'agent/retail/a',
      'agent/notices/a',
      'b',
    ]);
  });
  it('never cuts an id, however narrow the terminal', () => {
    const taskId = 'a-task-id-that-is-longer-than-the-whole-terminal-is-wide';
    const [, line] = renderRuns(
      [open(taskId, { state: 'awaiting-user', agent: 'an-agent-with-a-long-name' })],
      {
        palette,
        width: 40,
        nowMs,
      },
    ).split('\n');
    expect(line).toBe(`${taskId}  an-agen…  awaiting user  5 h  its use…`);
  });
});
