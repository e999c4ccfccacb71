import { describe, expect, it } from 'vitest';
import { resolveQueues } from '../../src/config/queues.ts';
import { planQueues } from '../../src/workers/queue-plan.ts';

const queues = resolveQueues({
  providers: { anthropic: { perSecond: 2, concurrency: 4 } },
  tools: { mail: { tools: ['send_*'], ownWorkers: true } },
});

describe('planQueues', () => {
  it('polls one queue for everything where the configuration asks for no other', () => {
    expect(planQueues(resolveQueues(), ['holdfast'])).toEqual([{ taskQueue: 'holdfast', workflows: true }]);
  });

  it('polls the queues below a queue of runs for activities, but for those with workers of their own', () => {
    expect(planQueues(queues, ['desk'])).toEqual([
      { taskQueue: 'desk', workflows: true },
      { taskQueue: 'desk/provider/anthropic', workflows: false, perSecond: 2, concurrency: 4 },
    ]);
  });

  it('polls a queue that is named itself alone', () => {
    expect(planQueues(queues, ['desk/tools/mail'])).toEqual([
      { taskQueue: 'desk/tools/mail', workflows: false },
    ]);
  });

  it('polls no queue twice', () => {
    const names = planQueues(queues, ['desk', 'desk', 'desk/provider/anthropic']).map((one) => one.taskQueue);
    expect(names).toEqual(['desk', 'desk/provider/anthropic']);
  });
});
