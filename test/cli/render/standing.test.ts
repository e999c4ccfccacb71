import { describe, expect, it } from 'vitest';
import { plainPalette as palette } from '../../../src/cli/render/palette.ts';
import { renderStanding, runFigures } from '../../../src/cli/render/standing.ts';
import { sampleOpenRun, sampleRun } from '../../support/sample-run.ts';

const options = { palette, width: 80 };

describe('renderStanding', () => {
  it('shows the answer and what the run took', () => {
    expect(renderStanding(sampleRun(), options)).toBe(
      [
        'answered  "Your order is cancelled."',
        '          7 steps · 6.2 s · $0.0142 of $0.50 · 1 effect, undoable',
      ].join('\n'),
    );
  });
  it('gives the reason of an early end before the last text, whole', () => {
    const outcome = {
      kind: 'partial',
      answer: 'I had found the order and asked the shop for its state when the money ran out.',
      reason: { code: 'budget_exhausted', message: '$0.50 of $0.50 is spent.' },
    } as const;
    expect(renderStanding(sampleRun({ outcome }), options)).toBe(
      [
        'partial: budget  $0.50 of $0.50 is spent.',
        '                 "I had found the order and asked the shop for its state when',
        '                 the money ran out."',
        '                 7 steps · 6.2 s · $0.0142 of $0.50 · 1 effect, undoable',
      ].join('\n'),
    );
  });
  it('breaks figures between two of them', () => {
    const { totals } = sampleRun();
    const run = sampleRun({ totals: { ...totals, unsettledNanoUsd: 142_800_000 } });
    expect(renderStanding(run, options).split('\n').slice(1)).toEqual([
      '          7 steps · 6.2 s · $0.0142 of $0.50 (up to $0.1428 more unsettled)',
      '          1 effect, undoable',
    ]);
  });
  it('shows the question that an open run waits for an answer to', () => {
    const run = sampleOpenRun({ state: 'awaiting-user', question: 'Which order?' });
    expect(renderStanding(run, options)).toBe(
      ['awaiting user  "Which order?"', '               7 steps · 6.2 s · $0.0142 of $0.50'].join('\n'),
    );
  });
});

describe('runFigures', () => {
  it('names money whose bill nobody knows', () => {
    const run = sampleRun({ effects: [] });
    const totals = { ...run.totals, modelCalls: 1, toolCalls: 0, unsettledNanoUsd: 20_000_000 };
    expect(runFigures({ ...run, totals })).toBe(
      '1 step · 6.2 s · $0.0142 of $0.50 (up to $0.02 more unsettled)',
    );
  });
  it('says how many effects can be undone when not all can', () => {
    const [effect] = sampleRun().effects;
    if (effect === undefined) throw new Error('the sample run has an effect');
    const effects = [effect, { ...effect, id: 'c3.2', undoable: false }];
    expect(runFigures(sampleRun({ effects }))).toBe(
      '7 steps · 6.2 s · $0.0142 of $0.50 · 2 effects, 1 undoable',
    );
  });
});
