import type { LoadedDataConverter } from '@temporalio/common';
import type { HistoryFact } from '../core/trace/history-fact.ts';
import type { HistoryEvent } from './history-event.ts';
import { HistoryFactReader } from './history-facts.ts';
import { TaskOrder } from './task-order.ts';

/**
 * Translate the events of a run's histories, one execution after the other, into what they tell, a page at a time.
 *
 * What has ended and no worker has taken in yet comes last; a message that none has taken is left out.
 */
export async function* factsOf(
  converter: LoadedDataConverter,
  workflowId: string,
  pages: AsyncIterable<readonly HistoryEvent[]> | Iterable<readonly HistoryEvent[]>,
): AsyncGenerator<readonly HistoryFact[]> {
  let reader = new HistoryFactReader(converter, workflowId);
  let order = new TaskOrder();
  for await (const events of pages) {
    const facts: HistoryFact[] = [];
    for (const event of events) {
      // Event ids, by which ends find their beginnings, count anew in each execution.
      if (event.workflowExecutionStartedEventAttributes) {
        facts.push(...order.flush());
        reader = new HistoryFactReader(converter, workflowId);
        order = new TaskOrder();
      }
      facts.push(...order.add(event, await reader.read(event)));
    }
    // The server never cuts a page within what one task of a worker made.
    yield [...facts, ...order.closeTask()];
  }
  yield order.flush();
}
