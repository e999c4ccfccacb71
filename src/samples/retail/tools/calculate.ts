import { z } from 'zod';
import { defineTool } from '../../../tools/define/define-tool.ts';
import type { Tool } from '../../../tools/define/tool.ts';
import { roundCents } from '../world/round-cents.ts';
import { evaluateExpression } from './evaluate-expression.ts';

export function calculate(): Tool {
  return defineTool({
    name: 'calculate',
    description: 'Work out an arithmetic expression, rounded to two decimals.',
    input: z.strictObject({
      expression: z
        .string()
        .describe("Numbers, + - * /, parentheses and spaces, for instance '(12.50 + 3) * 2'."),
    }),
    output: z.string().regex(/^-?\d+(\.\d+)?(e[+-]?\d+)?$/),
    effect: 'read',
    facts: ({ expression }) => ({ stakes: 'low', summary: `calculate ${expression}` }),
    execute: async ({ expression }) => decimalText(roundCents(evaluateExpression(expression))),
  });
}

function decimalText(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e16 ? value.toFixed(1) : String(value);
}
