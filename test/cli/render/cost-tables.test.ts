import { describe, expect, it } from 'vitest';
import { renderRunCost, renderRunsCost } from '../../../src/cli/render/cost-tables.ts';
import { plainPalette as palette } from '../../../src/cli/render/palette.ts';
import type { StepCost } from '../../../src/core/trace/cost.ts';

const options = { palette, width: 100 };
const row = (step: number, changes: Partial<StepCost> = {}): StepCost => ({
  step,
  turn: step,
  model: 'openai:m',
  inputTokens: 0,
  cachedInputTokens: 0,
  outputTokens: 0,
  costNanoUsd: 0,
  ...changes,
});

function render(rows: readonly StepCost[]): string[] {
  const totalNanoUsd = rows.reduce((sum, { costNanoUsd }) => sum + costNanoUsd, 0);
  const cost = { schema: 'holdfast.cost/v1', run: 'agent/a/t', agent: 'a', rows, totalNanoUsd } as const;
  return renderRunCost({ ...cost, unsettledNanoUsd: 55_000_000 }, options).split('\n');
}

const cellsAfter = (lines: readonly string[], title: string) =>
  lines[lines.findIndex((line) => line.startsWith(title)) + 1]?.trim().split(/ {2,}/);

describe('renderRunCost', () => {
  it('calls a bill that nobody knows unknown in every table', () => {
    const lines = render([row(1, { unsettled: true })]);
    expect(lines[1]).toBe('$0.00 (up to $0.055 more unsettled)');
    for (const title of ['STEP', 'MODEL', 'ASKED FOR']) expect(cellsAfter(lines, title)).toContain('unknown');
  });
  it('adds to what is known that a part is not', () => {
    const lines = render([row(1, { unsettled: true }), row(2, { costNanoUsd: 3_000_000 })]);
    expect(cellsAfter(lines, 'MODEL')?.at(-1)).toBe('$0.003 + unknown');
    expect(cellsAfter(lines, 'ASKED FOR')?.at(-1)).toBe('$0.003 + unknown');
  });
});

describe('renderRunsCost', () => {
  it('tells the worst case of unknown bills in rows and in the total', () => {
    const group = { agent: 'a', runs: 2, steps: 4, costNanoUsd: 0, unsettledNanoUsd: 110_000_000 };
    const cost = { runs: 2, rows: [group], totalNanoUsd: 0, unsettledNanoUsd: 110_000_000 };
    const lines = renderRunsCost({ schema: 'holdfast.cost/v1', ...cost }, options).split('\n');
    expect(cellsAfter(lines, 'AGENT')?.slice(-2)).toEqual(['$0.00 to $0.11', '$0.00 to $0.055']);
    expect(lines.at(-1)).toBe('$0.00 (up to $0.11 more unsettled) for 2 runs');
  });
});
