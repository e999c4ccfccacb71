import { ToolError } from '../../../tools/errors/tool-error.ts';

const longestExpression = 1_000;
const deepestNesting = 50;

/**
 * Evaluate numbers, + - * /, signs and parentheses, with the usual precedence, in double arithmetic.
 *
 * @throws ToolError for anything else, for a division by zero and for a result that is not a finite number.
 */
export function evaluateExpression(expression: string): number {
  if (expression.length > longestExpression) {
    throw new ToolError(
      `The expression is longer than ${longestExpression} characters; calculate it in parts.`,
    );
  }
  const tokens = tokensOf(expression);
  let next = 0;
  const take = (...wanted: string[]) =>
    wanted.includes(tokens[next] ?? 'the end') ? tokens[next++] : undefined;

  function sum(depth: number): number {
    let value = product(depth);
    for (let sign = take('+', '-'); sign; sign = take('+', '-')) {
      const right = product(depth);
      value = sign === '+' ? value + right : value - right;
    }
    return value;
  }

  function product(depth: number): number {
    let value = factor(depth);
    for (let sign = take('*', '/'); sign; sign = take('*', '/')) {
      const right = factor(depth);
      if (sign === '/' && right === 0) throw new ToolError('The expression divides by zero; correct it.');
      value = sign === '*' ? value * right : value / right;
    }
    return value;
  }

  function factor(depth: number): number {
    if (depth > deepestNesting) throw new ToolError('The expression is nested too deeply; simplify it.');
    if (take('-')) return -factor(depth + 1);
    if (take('+')) return factor(depth + 1);
    if (take('(')) {
      const value = sum(depth + 1);
      if (!take(')')) throw unexpected();
      return value;
    }
    const token = tokens[next];
    if (token === undefined || !/^[\d.]/.test(token)) throw unexpected();
    next++;
    return Number(token);
  }

  function unexpected(): ToolError {
    const found = tokens[next];
    const where = found === undefined ? 'ends too early' : `has ${JSON.stringify(found)} in the wrong place`;
    return new ToolError(`The expression ${where}; write numbers with + - * / and parentheses.`);
  }

  const value = sum(0);
  if (next < tokens.length) throw unexpected();
  if (!Number.isFinite(value))
    throw new ToolError('The result is too large to be shown; use smaller numbers.');
  return value;
}

function tokensOf(expression: string): string[] {
  const tokens: string[] = [];
  const pattern = /\s*(\d+\.?\d*|\.\d+|[-+*/()])/y;
  const text = expression.trimEnd();
  while (pattern.lastIndex < text.length) {
    const start = pattern.lastIndex;
    const match = pattern.exec(text);
    if (match?.[1] === undefined) {
      const found = JSON.stringify(text.slice(start).trimStart().charAt(0));
      throw new ToolError(
        `The expression has ${found}, which cannot be calculated; write numbers with + - * / and parentheses.`,
      );
    }
    tokens.push(match[1]);
  }
  return tokens;
}
