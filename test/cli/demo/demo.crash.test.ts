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
  it('kills the worker of a refund, sees it happen once, and leaves nothing behind', async () => {
    const demo = startHoldfast(['demo', '--json'], { cwd: folder.home, env: { TMPDIR: folder.home } });
    const { code, stdout, stderr } = await demo.ended;
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({
      schema: 'holdfast.run/v1',
      state: 'closed',
      outcome: { kind: 'answered' },
      effects: [{ tool: 'cancel_pending_order', state: 'applied' }],
      totals: { toolCalls: 3 },
    });
    const killed = /worker (\d+) killed \(SIGKILL\) while the refund was on its way/.exec(stderr)?.[1];
    const heir = /worker (\d+) took over after [\d.]+ s; the refund happened once/.exec(stderr)?.[1];
    expect(killed).toBeDefined();
    expect(heir).toBeDefined();
    expect(heir).not.toBe(killed);
    expect(stderr).toContain('#W1001 is cancelled; refunds in its books: 1 ($182.40 to gift_card_77)');
    expect(readdirSync(folder.home).filter((name) => name.startsWith('holdfast-demo-'))).toEqual([]);
  });
});
