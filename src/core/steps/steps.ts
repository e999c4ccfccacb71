/**
 * What counts as a step, and in which order: the one rule for a run's limits, its ledger and its trace.
 *
 * A model call counts as soon as it is made, also when its answer is lost. A proposed call counts once it has been to its
 * tool, however often it is sent there; one that is answered before does not. Within a turn the model calls come first, as
 * they were made, then the calls in the model's order.
 */
export function countsAsStep({ dispatches }: { readonly dispatches: number }): boolean {
  return dispatches > 0;
}

interface StepCounters {
  readonly modelCalls: number;
  readonly toolCalls: number;
}

/** Steps so far. */
export function stepCount({ modelCalls, toolCalls }: StepCounters): number {
  return modelCalls + toolCalls;
}

/** Steps up to the model call that proposed these calls, that one included. */
export function stepsBeforeCalls(
  counters: StepCounters,
  calls: readonly { readonly dispatches: number }[],
): number {
  return stepCount(counters) - calls.filter(countsAsStep).length;
}

/**
 * Number what counts of one turn, on from the steps before it.
 *
 * `index` is a call's place in its turn, from 1; a model call's is 0.
 */
export function numberSteps<Item extends { readonly index: number }>(
  items: readonly Item[],
  stepsBefore: number,
  counts: (item: Item) => boolean,
): ReadonlyMap<Item, number> {
  const counted = items.filter(counts).toSorted((a, b) => a.index - b.index);
  return new Map(counted.map((item, position) => [item, stepsBefore + position + 1]));
}
