import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { playConversation } from '../support/cases/conversation-case.ts';
import { playGoldCase } from '../support/cases/gold-case.ts';
import { type CaseLane, openLane } from '../support/cases/lane.ts';
import { missingTau2, readGoldReplays, readRetailSimulations } from '../support/tau2.ts';

/** A sample of what `npm run verify:cases` plays whole: every kind of write, the upstream bug's tasks, errors. */
const goldSample = ['0', '2', '20', '37', '100', '105'];
const conversationSample = [2, 8, 27, 37];
const approvedSample = process.env.HOLDFAST_TEST_FORM === 'long' ? undefined : ['0', '37', '100'];

describe.skipIf(missingTau2)(`recorded cases through the whole system ${missingTau2 || ''}`, () => {
  const replays = missingTau2 ? [] : readGoldReplays();
  const simulations = missingTau2 ? [] : readRetailSimulations();
  let lane: CaseLane;
  beforeAll(async () => {
    lane = await openLane({
      address: inject('temporalAddress'),
      namespace: inject('temporalNamespace'),
      name: 'cases',
    });
  });
  afterAll(() => lane?.close());

  const sample = replays.filter(({ task_id }) => goldSample.includes(task_id));
  it.each(sample)('gold replay $task_id answers and changes what was recorded', async (replay) => {
    expect(await playGoldCase(lane, replay)).toEqual([]);
  });

  const approved = replays.filter(({ task_id }) => approvedSample?.includes(task_id) ?? true);
  it.each(approved)('gold replay $task_id moves money only after an approval', async (replay) => {
    expect(await playGoldCase(lane, replay, { agent: 'retail' })).toEqual([]);
  });

  it.each(conversationSample)(
    'recorded conversation %i gives the recorded results and tokens',
    async (index) => {
      const simulation = simulations[index];
      if (!simulation) throw new Error(`there is no conversation ${index}`);
      expect(await playConversation(lane, simulation)).toEqual([]);
    },
  );
});
