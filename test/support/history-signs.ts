import { Client, Connection } from '@temporalio/client';
import type { HistoryEvent } from '../../src/client/history-event.ts';
import { HistoryFactReader } from '../../src/client/history-facts.ts';
import { messageNames } from '../../src/contracts/names.ts';
import type { Command } from '../../src/core/command.ts';
import type { HistoryFact } from '../../src/core/history-fact.ts';
import type { OutcomeCode, OutcomeKind, RunOutcome } from '../../src/core/outcome.ts';
import type { RunEventType } from '../../src/core/run-event.ts';
import type { HistorySource } from '../../src/workers/replay-histories.ts';

/** What one history tells, in Temporal's words and in ours. */
export interface ToldHistory {
  readonly events: readonly HistoryEvent[];
  readonly facts: readonly HistoryFact[];
}

export type Sign = (told: ToldHistory) => boolean;

export async function readTold({ history, workflowId }: HistorySource): Promise<ToldHistory> {
  // Lends its data converter; it never connects.
  const client = new Client({ connection: Connection.lazy() });
  const reader = new HistoryFactReader(client, workflowId);
  const events = (history.events ?? []) as HistoryEvent[];
  const facts: HistoryFact[] = [];
  for (const event of events) {
    const fact = await reader.read(event);
    if (fact) facts.push(fact);
  }
  return { events, facts };
}

/** No scenario plays it yet; the test counts it as skipped. */
export const notPlayedYet = 'not played yet';

/** By what a history shows that a command was carried out; a new kind of command needs its sign here. */
export const commandSigns: Record<Command['kind'], Sign | typeof notPlayedYet> = {
  'open-run': scheduled('open-run'),
  'call-model': scheduled('call-model'),
  'run-tool': scheduled('run-tool'),
  'abort-model': ({ events }) => events.some((event) => event.activityTaskCancelRequestedEventAttributes),
  'prepare-tool': notPlayedYet,
  'check-edit': notPlayedYet,
  'probe-effect': notPlayedYet,
  'undo-effect': notPlayedYet,
};

/** By what a history shows that the run learned of an event. */
export const eventSigns: Record<RunEventType, Sign | typeof notPlayedYet> = {
  'command-started': ({ facts }) => facts.some(({ type }) => type === 'activity-scheduled'),
  'run-opened': ended('open-run', 'completed'),
  'run-opening-failed': ended('open-run', 'failed'),
  'model-answered': ended('call-model', 'completed'),
  'model-failed': ended('call-model', 'failed'),
  'tool-succeeded': toolResult('succeeded'),
  'tool-rejected': toolResult('rejected'),
  'tool-failed': ended('run-tool', 'failed'),
  'user-spoke': taken('user-spoke'),
  'conversation-ended': taken('conversation-ended'),
  paused: taken('paused'),
  resumed: taken('resumed'),
  'cancel-requested': taken('cancel-requested'),
  'tool-voided': notPlayedYet,
  'call-prepared': notPlayedYet,
  'prepare-rejected': notPlayedYet,
  'prepare-failed': notPlayedYet,
  'edit-checked': notPlayedYet,
  'effect-probed': notPlayedYet,
  'probe-failed': notPlayedYet,
  'approval-decided': notPlayedYet,
  'effect-settled': notPlayedYet,
  'undo-requested': notPlayedYet,
  'undo-ended': notPlayedYet,
  'time-passed': notPlayedYet,
};

/** Whether this version makes an outcome of that kind; one that it makes must be in some history, others in none. */
export const outcomeKinds: Record<OutcomeKind, boolean> = {
  answered: true,
  partial: true,
  'handed-over': true,
  cancelled: true,
  undone: false,
  failed: true,
};

/** The same for the codes of reasons. */
export const outcomeCodes: Record<OutcomeCode, boolean> = {
  max_steps: true,
  max_tool_calls: true,
  timeout: true,
  max_failures: true,
  budget_exhausted: true,
  loop_detected: false,
  context_exhausted: true,
  provider_unavailable: true,
  provider_rejected: true,
  provider_not_configured: true,
  price_unknown: true,
  agent_unknown: true,
  task_invalid: true,
  effect_unknown: false,
  undo_incomplete: false,
  escalated: true,
  cancel_requested: true,
  unexpected: true,
};

/** Messages of approvals and undo. */
const unplayedMessages: readonly string[] = ['resolveApproval', 'settleEffect', 'undoEffects'];

/** Messages in both forms, and what Temporal itself does to a run. */
export const otherSigns: Readonly<Record<string, Sign | typeof notPlayedYet>> = {
  ...Object.fromEntries(
    Object.values(messageNames).flatMap((name): [string, Sign | typeof notPlayedYet][] => {
      const unplayed = unplayedMessages.includes(name);
      return [
        [`signal ${name}`, unplayed ? notPlayedYet : signalled(name)],
        [`update ${name}`, unplayed ? notPlayedYet : updated(name)],
      ];
    }),
  ),
  'native cancellation': ({ events }) =>
    events.some((event) => event.workflowExecutionCancelRequestedEventAttributes),
  'continue-as-new': ({ events }) =>
    events.some((event) => event.workflowExecutionContinuedAsNewEventAttributes),
  'a part that was carried on': ({ facts }) =>
    facts.some((fact) => fact.type === 'execution-started' && fact.carried !== undefined),
  'an activity that timed out': ({ events }) =>
    events.some((event) => event.activityTaskTimedOutEventAttributes),
  'a second attempt': ({ facts }) =>
    facts.some((fact) => fact.type === 'activity-started' && fact.attempt > 1),
};

export function outcomeOf({ facts }: ToldHistory): RunOutcome | undefined {
  const end = facts.find((fact) => fact.type === 'execution-ended')?.end;
  return end?.kind === 'completed' ? end.view.outcome : undefined;
}

type Activity = 'open-run' | 'call-model' | 'run-tool';

function signalled(name: string): Sign {
  return ({ events }) =>
    events.some((event) => event.workflowExecutionSignaledEventAttributes?.signalName === name);
}

function updated(name: string): Sign {
  return ({ events }) =>
    events.some(
      (event) => event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest?.input?.name === name,
    );
}

function scheduled(activity: Activity): Sign {
  return ({ facts }) =>
    facts.some((fact) => fact.type === 'activity-scheduled' && fact.activity === activity);
}

function ends(activity: Activity, { facts }: ToldHistory) {
  const ids = facts.flatMap((fact) =>
    fact.type === 'activity-scheduled' && fact.activity === activity ? [fact.id] : [],
  );
  return facts.flatMap((fact) => (fact.type === 'activity-ended' && ids.includes(fact.id) ? [fact.end] : []));
}

function ended(activity: Activity, kind: 'completed' | 'failed'): Sign {
  return (told) => ends(activity, told).some((end) => end.kind === kind);
}

function toolResult(kind: 'succeeded' | 'rejected'): Sign {
  return (told) =>
    ends('run-tool', told).some(
      (end) => end.kind === 'completed' && (end.output as { kind?: unknown } | null)?.kind === kind,
    );
}

function taken(type: RunEventType): Sign {
  return ({ facts }) => facts.some((fact) => fact.type === 'message-taken' && fact.event.type === type);
}
