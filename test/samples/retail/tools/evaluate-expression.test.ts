import { describe, expect, it } from 'vitest';
import { openRetailWorld } from '../../../../src/samples/retail/open-retail-world.ts';
import { evaluateExpression } from '../../../../src/samples/retail/tools/evaluate-expression.ts';
import { runRetailTool } from '../../../support/run-retail-tool.ts';

describe('evaluateExpression', () => {
  it.each([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['10 / 4 - 1', 1.5],
    ['-(2 - 5) * +2', 6],
    ['8 / 2 / 2', 2],
    ['.5 + 2.', 2.5],
    ['  3.1 ', 3.1],
  ])('%s is %d', (expression, value) => {
    expect(evaluateExpression(expression)).toBe(value);
  });

  it.each([
    ['', 'ends too early'],
    ['1 +', 'ends too early'],
    ['(1 + 2', 'ends too early'],
    ['1 2', 'has "2" in the wrong place'],
    ['1 + )', 'has ")" in the wrong place'],
    ['2 ** 3', 'has "*" in the wrong place'],
    ['process.exit()', 'has "p"'],
    ['1e5', 'has "e"'],
    ['1 / (2 - 2)', 'divides by zero'],
    [`${'('.repeat(60)}1${')'.repeat(60)}`, 'nested too deeply'],
    ['1+'.repeat(600), 'longer than 1000 characters'],
    [`1${'0'.repeat(200)} * 1${'0'.repeat(200)}`, 'too large'],
  ])('refuses %s', (expression, words) => {
    expect(() => evaluateExpression(expression)).toThrow(words);
  });
});

describe('calculate', () => {
  it.each([
    ['3131.1 + 4777.75 + 367.38', '8276.23'],
    ['135.24 - 153.23', '-17.99'],
    ['2 + 2', '4.0'],
    ['1 / 3', '0.33'],
    ['1 / 8', '0.12'],
    ['3 / 8', '0.38'],
    ['-1 / 8', '-0.12'],
    ['0 * -1', '0.0'],
  ])('answers %s with %s', async (expression, output) => {
    const world = openRetailWorld('/nowhere');
    expect(await runRetailTool(world, 'calculate', { expression }, 'k')).toEqual({ kind: 'output', output });
  });
});
