import { defaultDataConverter } from '@temporalio/common';
import type { CallModelInput } from '../../src/contracts/activities.ts';
import { workflowNames } from '../../src/contracts/names.ts';
import { activityType } from '../../src/core/commands/activities.ts';
import type { RunOutcome } from '../../src/core/run/outcome.ts';
import type { HistoryFact } from '../../src/core/trace/history-fact.ts';
import type { RunView } from '../../src/core/view/run-view.ts';
import { factsOf } from '../../src/histories/facts-of-events.ts';
import type { HistoryEvent } from '../../src/histories/history-event.ts';
import type { KeptHistory } from './history-corpus.ts';

/** An agent run of the corpus: its histories in their order, one for each part that it continued as. */
export interface KeptRun {
  /** `<version>/<scenario>`. */
  readonly name: string;
  readonly parts: readonly KeptHistory[];
}

/** A failed run leaves its outcome without the answer, a cancelled one nothing but that it was. */
export type LastWord = { readonly view: RunView } | { readonly outcome: RunOutcome };

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

/** What a run said at its end: its view, or where it failed its outcome; undefined for one that was ended, or is not at its end. */
export function lastWordIn(facts: readonly HistoryFact[]): LastWord | undefined {
  const last = facts.at(-1);
  if (last?.type !== 'execution-ended') return undefined;
  const { end } = last;
  if (end.kind === 'completed') return { view: end.view };
  if (end.kind === 'failed') return end.outcome && { outcome: end.outcome };
  return end.kind === 'cancelled' ? { outcome: { kind: 'cancelled' } } : undefined;
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
