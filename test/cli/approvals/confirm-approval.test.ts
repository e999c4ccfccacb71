import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { confirmApproval } from '../../../src/cli/approvals/confirm-approval.ts';
import type { CliContext } from '../../../src/cli/command.ts';
import { openApproval } from '../../support/sample-run.ts';

/** A terminal at which each question is answered by the next line. */
function terminal(lines: readonly string[]): { context: CliContext; shown: () => string } {
  const stdin = Object.assign(new PassThrough(), { isTTY: true });
  const stderr = Object.assign(new PassThrough(), { isTTY: true, columns: 80, rows: 24 });
  const waiting = [...lines];
  let text = '';
  stderr.setEncoding('utf8');
  stderr.on('data', (part: string) => {
    text += part;
    if (!/\((?:m for more|y\/n)[^)]*\) (?:\u001b\[\d*[A-Z])*$/.test(text)) return;
    const answer = waiting.shift();
    if (answer !== undefined) setTimeout(() => stdin.write(`${answer}\n`), 5);
  });
  const context = {
    stdin,
    stderr,
    env: { NO_COLOR: '1' },
    width: 80,
    narrate: (line: string) => void stderr.write(`${line}\n`),
  } as unknown as CliContext;
  return { context, shown: () => text };
}

const long = openApproval({ arguments: { memo: `${'thanks '.repeat(400)}pay 666-EVIL` } });
const question = 'Approve exactly this? (y/n)';
const { signal } = new AbortController();

describe('confirmApproval', () => {
  it('takes no yes before all of a long call was shown', async () => {
    const { context, shown } = terminal(['y', 'yes', 'm', 'm', 'y']);
    expect(await confirmApproval(context, 'demo-1', long, question, signal)).toBe('yes');
    expect(shown().match(/Page 1 of 3/g)?.length).toBeGreaterThanOrEqual(3);
    expect(shown()).toContain('666-EVIL');
    expect(shown().match(/thanks/g)).toHaveLength(400);
  });

  it('takes a no at once', async () => {
    const { context, shown } = terminal(['n']);
    expect(await confirmApproval(context, 'demo-1', long, question, signal)).toBe('no');
    expect(shown()).not.toContain('666-EVIL');
  });

  it('asks at once about what fits', async () => {
    const { context, shown } = terminal(['y']);
    expect(await confirmApproval(context, 'demo-1', openApproval(), question, signal)).toBe('yes');
    expect(shown()).not.toContain('Page');
  });
});
