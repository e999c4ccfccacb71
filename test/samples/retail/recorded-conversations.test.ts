import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRetailWorld } from '../../../src/samples/retail/open-retail-world.ts';
import { meaningOf } from '../../support/recorded-errors.ts';
import { itemsChangedTogether, repairItems } from '../../support/repair-recorded-items.ts';
import { runRetailTool } from '../../support/run-retail-tool.ts';
import {
  missingTau2,
  readRetailDb,
  readRetailSimulations,
  recordedCalls,
  recordedValue,
} from '../../support/tau2.ts';
import { prepareWorldCopies, type WorldCopies } from '../../support/world-copies.ts';

/** The one conversation that holds the upstream bug of a change of several items. */
const bugConversation = '100';

describe.skipIf(missingTau2)(`retail tools on the recorded conversations ${missingTau2 || ''}`, () => {
  const start = missingTau2 ? undefined : readRetailDb();
  const conversations = missingTau2 ? [] : readRetailSimulations();
  let copies: WorldCopies;
  beforeAll(async () => {
    copies = await prepareWorldCopies(start);
  });
  afterAll(() => copies.remove());

  it('there are 40, with 304 tool calls and 22 tool errors, one with a change of several items', () => {
    const calls = conversations.flatMap(recordedCalls);
    expect([conversations.length, calls.length, calls.filter((call) => call.error).length]).toEqual([
      40, 304, 22,
    ]);
    const changed = conversations.filter((entry) => itemsChangedTogether(recordedCalls(entry)).size > 0);
    expect(changed.map((entry) => entry.task_id)).toEqual([bugConversation]);
  });

  it.each(conversations)('task $task_id, $id: every call answers as recorded', async (conversation) => {
    if (start === undefined) throw new Error('no world');
    const calls = recordedCalls(conversation);
    const changed = itemsChangedTogether(calls);
    const world = openRetailWorld(await copies.copy());
    try {
      for (const [index, call] of calls.entries()) {
        const answer = await runRetailTool(world, call.name, call.arguments, `sim/c${index + 1}.1/run`);
        if (call.error) {
          expect(answer).toEqual({ kind: 'error', message: expect.stringMatching(meaningOf(call.output)) });
        } else {
          const output = repairItems(recordedValue(call.output), changed, start);
          expect(answer).toEqual({ kind: 'output', output });
        }
      }
    } finally {
      await world.close();
    }
  });
});
