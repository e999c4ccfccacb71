import { changeOf, madeBeforeResetType } from '../core/effects/made-before-reset.ts';
import type { HistoryFact } from '../core/trace/history-fact.ts';
import { RunProjection } from '../core/trace/run-projection.ts';
import { digestOf } from '../core/values/digest.ts';
import { type ExecutionLinks, LinkReader } from './execution-links.ts';
import { factsOf } from './facts-of-events.ts';
import type { HistorySource } from './history-source.ts';

/** One execution of a run, as its history tells it. */
export interface ReadExecution extends ExecutionLinks {
  readonly runId: string;
  readonly projection: RunProjection;
  /** Changes that were refused because they were made before a reset: `<tool>/<digest of the arguments>`. */
  readonly refused: readonly string[];
}

/** Read and fold one execution; undefined when its history is not kept any more. */
export async function readExecution(
  source: HistorySource,
  workflowId: string,
  runId: string,
): Promise<ReadExecution | undefined> {
  const links = new LinkReader();
  const projection = new RunProjection();
  const refusals = new Refusals();
  try {
    const pages = links.seen(source.events(workflowId, runId));
    for await (const facts of factsOf(source.converter, workflowId, pages)) {
      for (const fact of facts) {
        projection.add(fact);
        refusals.add(fact);
      }
    }
  } catch (error) {
    if (source.isGone(error)) return undefined;
    throw error;
  }
  return { runId, ...links.found(), projection, refused: refusals.found };
}

/** Writes that were refused because an abandoned execution had made them. */
class Refusals {
  readonly found: string[] = [];
  readonly #changes = new Map<string, string>();

  add(fact: HistoryFact): void {
    if (fact.type === 'activity-scheduled' && fact.activity === 'run-tool')
      this.#changes.set(fact.id, changeOf(fact.tool, digestOf(fact.arguments)));
    if (fact.type !== 'activity-ended' || fact.end.kind !== 'completed') return;
    const change = this.#changes.get(fact.id);
    const { error } = (fact.end.output ?? {}) as { readonly error?: { readonly type?: unknown } };
    if (change !== undefined && error?.type === madeBeforeResetType) this.found.push(change);
  }
}
