import { readdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startHoldfast } from '../../support/holdfast-process.ts';
import { temporaryHome } from '../../support/temporal-server.ts';

let folder: { home: string; remove: () => Promise<void> };
beforeEach(async () => {
  folder = await temporaryHome();
});
afterEach(() => folder.remove());

describe('holdfast demo', () => {
  it('approves a refund, kills its worker, sees it happen once, undoes it, and leaves nothing behind', async () => {
    const demo = startHoldfast(['demo', '--json'], { cwd: folder.home, env: { TMPDIR: folder.home } });
    const { code, stdout, stderr } = await demo.ended;
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({
      schema: 'holdfast.run/v1',
      state: 'closed',
      outcome: { kind: 'answered' },
      approvals: [{ id: 'c3.1r1', state: 'approved', decisions: [{ by: 'demo', accepted: true }] }],
      effects: [{ tool: 'cancel_pending_order', state: 'undone' }],
      totals: { toolCalls: 3 },
    });
    const killed = /worker (\d+) killed \(SIGKILL\) while the refund was on its way/.exec(stderr)?.[1];
    const heir = /worker (\d+) took over after [\d.]+ s; the refund happened once/.exec(stderr)?.[1];
    expect(killed).toBeDefined();
    expect(heir).toBeDefined();
    expect(heir).not.toBe(killed);
    const told = [
      '│ Cancel order #W1001 and refund $182.40 to gift_card_77 ',
      '│ decide   holdfast approve demo-1 c3.1r1 --digest ',
      '      approved by demo',
      ' killed (SIGKILL) while the refund was on its way',
      '; the refund happened once',
      '   6  tool      cancel_pending_order  #W1001',
      'undo      c3.1  cancel #W1001, refund $182.40 to gift_card_77',
      '          undone, the world is as before ✓',
      '  Your own      examples/first-agent.ts',
    ];
    // Each in its place: none is missing, and none comes before the one above it.
    expect(told.map((line) => stderr.indexOf(line)).toSorted((a, b) => a - b)).toEqual(
      told.map((line) => stderr.indexOf(line)),
    );
    expect(told.filter((line) => !stderr.includes(line))).toEqual([]);
    expect(readdirSync(folder.home).filter((name) => name.startsWith('holdfast-demo-'))).toEqual([]);
  });
});
