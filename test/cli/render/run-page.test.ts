import { describe, expect, it } from 'vitest';
import { plainPalette as palette } from '../../../src/cli/render/palette.ts';
import { nextCommands, renderRun } from '../../../src/cli/render/run-page.ts';
import { sampleRun } from '../../support/sample-run.ts';

const options = { palette, width: 80, nowMs: Date.parse('2026-11-20T15:10:00.000Z') };

describe('renderRun', () => {
  it('shows a closed run', () => {
    expect(renderRun(sampleRun(), options)).toBe(
      [
        'agent/retail/demo-1',
        'answered  "Your order is cancelled."',
        '          7 steps · 6.2 s · $0.0142 of $0.50 · 1 effect, undoable',
        '',
        'agent     retail 1',
        'started   2026-11-20T10:00:00.000Z by ada, 5 h ago',
        'closed    2026-11-20T10:00:06.200Z',
        'calls     4 turns, 4 model calls, 3 tool calls, 0 tool errors',
        'tokens    12,345 in (1,024 cached), 512 out',
        '',
        'effects   c3.1  applied      cancel #W1001, ordered by mistake',
        '',
        'next      holdfast trace agent/retail/demo-1',
      ].join('\n'),
    );
  });
  it('shows where an open run stands, and that nobody could be asked', () => {
    const { outcome: _outcome, closedAt: _closedAt, ...open } = sampleRun({ effects: [] });
    const run = {
      ...open,
      state: 'paused',
      phase: 'executing',
      progress: 40,
      currentStep: 'refund',
      stale: true,
    } as const;
    expect(renderRun(run, options)).toBe(
      [
        'agent/retail/demo-1',
        'paused    "Your order is cancelled."',
        '          7 steps · 6.2 s · $0.0142 of $0.50',
        'stale     No worker answered; this is the last known state.',
        '',
        'agent     retail 1',
        'started   2026-11-20T10:00:00.000Z by ada, 5 h ago',
        'progress  40 %, executing: refund',
        'calls     4 turns, 4 model calls, 3 tool calls, 0 tool errors',
        'tokens    12,345 in (1,024 cached), 512 out',
        '',
        'next      holdfast resume agent/retail/demo-1',
        '          holdfast cancel agent/retail/demo-1',
      ].join('\n'),
    );
  });
});

describe('nextCommands', () => {
  it('answers a run that waits for its user', () => {
    expect(nextCommands({ id: 'agent/retail/demo-1', state: 'awaiting-user' })).toEqual([
      'holdfast say agent/retail/demo-1 "…"',
      'holdfast end agent/retail/demo-1',
    ]);
  });
});
