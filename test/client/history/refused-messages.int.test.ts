import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRun } from '../../../src/client/runs/trace-run.ts';
import { type CarefulDesk, openCarefulDesk, put } from '../../support/careful-desk.ts';
import { accessOf } from '../../support/desk.ts';

let at: CarefulDesk;

beforeAll(async () => {
  at = await openCarefulDesk('refused');
});

afterAll(() => at?.stop());

describe('what a run refused', () => {
  it('is refused by its history too: a signal that is too large costs no time, and a later write is undone', async () => {
    const run = await at.playChat('brisk', [[put('r1', 'book')]]);
    await at.reaches(run, 'awaiting-user');
    const tooLarge = { message: 'x'.repeat(65 * 1024), messageId: 'large' };
    await at.desk.client.workflow.getHandle(run).signal('say', tooLarge);
    // More than the run's wall time, of which the wait for its user is no part.
    await sleep(5_500);
    await at.client.say(run, run.split('/').at(-1) ?? '', { wait: true });
    expect(at.world.shelves.get('r1')).toBe('book');

    const own = await at.client.show(run);
    const told = (await projectRun(accessOf(at.desk), run)).projection.view();
    expect([told?.state, told?.effects, told?.lastMessage]).toEqual([
      own.state,
      own.effects,
      own.lastMessage,
    ]);
    expect(await at.client.undo(run, { by: 'ben' })).toMatchObject({
      items: [{ effectId: 'c1.1', action: 'undo' }],
    });
    expect(await at.client.undo(run, { apply: true, by: 'ben' })).toMatchObject({
      complete: true,
      items: [{ effectId: 'c1.1', result: 'undone' }],
    });
  });
});
