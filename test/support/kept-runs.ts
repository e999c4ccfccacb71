import { defaultDataConverter } from '@temporalio/common';
import { factsOf } from '../../src/client/history/facts-of-events.ts';
import type { HistoryEvent } from '../../src/client/history/history-event.ts';
import type { CallModelInput } from '../../src/contracts/activities.ts';
import { workflowNames } from '../../src/contracts/names.ts';
import { activityType } from '../../src/core/commands/activities.ts';
import type { HistoryFact } from '../../src/core/trace/history-fact.ts';
import type { RunView } from '../../src/core/view/run-view.ts';
import type { KeptHistory } from './history-corpus.ts';

/** An agent run of the corpus: its histories in their order, one for each part that it continued as. */
export interface KeptRun {
  /** `<version>/<scenario>`. */
  readonly name: string;
  readonly parts: readonly KeptHistory[];
}

/** Put the agent runs of a corpus together from their parts; undos of closed runs are left out. */
export function keptRuns(corpus: readonly KeptHistory[]): readonly KeptRun[] {
  const runs = new Map<string, KeptHistory[]>();
  for (const kept of corpus) {
    if (startOf(kept)?.workflowType?.name !== workflowNames.agentRun) continue;
    const name = `${kept.version}/${kept.scenario}`;
    runs.set(name, [...(runs.get(name) ?? []), kept]);
  }
  return [...runs].map(([name, parts]) => ({ name, parts }));
}

/** What histories tell, read as the client reads those of the server. */
export async function factsOfHistories(parts: readonly KeptHistory[]): Promise<readonly HistoryFact[]> {
  const facts: HistoryFact[] = [];
  const pages = parts.map(eventsOf);
  for await (const page of factsOf(defaultDataConverter, parts[0]?.workflowId ?? '', pages)) {
    facts.push(...page);
  }
  return facts;
}

/** The view that a run returned; undefined for one that ended in another way, or not yet. */
export function lastWordIn(facts: readonly HistoryFact[]): RunView | undefined {
  const last = facts.at(-1);
  return last?.type === 'execution-ended' && last.end.kind === 'completed' ? last.end.view : undefined;
}

/** What each model call was sent, in the order of the histories. */
export function modelCallsIn(parts: readonly KeptHistory[]): readonly (CallModelInput & { id: string })[] {
  return parts.flatMap(eventsOf).flatMap(({ activityTaskScheduledEventAttributes: scheduled }) => {
    if (scheduled?.activityType?.name !== activityType({ kind: 'call-model' })) return [];
    const [payload] = scheduled.input?.payloads ?? [];
    if (!payload) return [];
    const input = defaultDataConverter.payloadConverter.fromPayload<CallModelInput>(payload);
    return [{ id: scheduled.activityId ?? '', ...input }];
  });
}

function startOf(kept: KeptHistory): HistoryEvent['workflowExecutionStartedEventAttributes'] {
  return eventsOf(kept)[0]?.workflowExecutionStartedEventAttributes;
}

function eventsOf({ history }: KeptHistory): readonly HistoryEvent[] {
  return (history.events ?? []) as HistoryEvent[];
}
