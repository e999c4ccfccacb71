import { workflowNames } from '../../src/contracts/names.ts';
import { type ActivityKind, activityKinds } from '../../src/core/commands/activities.ts';
import type { Command } from '../../src/core/commands/command.ts';
import { type RunMessageName, runMessages } from '../../src/core/messages/run-messages.ts';
import type { UndoRunMessageName } from '../../src/core/messages/undo-run-messages.ts';
import type { OutcomeCode, OutcomeKind } from '../../src/core/run/outcome.ts';
import type { RunEventType } from '../../src/core/run/run-event.ts';
import type { ToldHistory } from './told-history.ts';

/** Whether a history shows something. */
type Sign = (told: ToldHistory) => boolean;

/** By what a history shows that something was carried out: every activity, and what is none. */
export const commandSigns: Record<ActivityKind | Command['kind'], Sign> = {
  ...(Object.fromEntries(activityKinds.map((kind) => [kind, scheduled(kind)])) as Record<ActivityKind, Sign>),
  'abort-model': ({ events }) => events.some((event) => event.activityTaskCancelRequestedEventAttributes),
};

/** By what a history shows that the run learned of an event. */
export const eventSigns: Record<RunEventType, Sign> = {
  'command-started': scheduled('open-run'),
  'run-opened': completed('open-run'),
  'run-opening-failed': failed('open-run'),
  'model-answered': completed('call-model'),
  'model-failed': failed('call-model'),
  'tool-succeeded': completed('run-tool', 'succeeded'),
  'tool-rejected': completed('run-tool', 'rejected'),
  'tool-voided': completed('run-tool', 'voided'),
  'tool-failed': failed('run-tool'),
  'call-prepared': completed('prepare-tool', 'prepared'),
  'prepare-rejected': completed('prepare-tool', 'rejected'),
  'prepare-failed': failed('prepare-tool'),
  'edit-checked': completed('check-edit'),
  'work-seen': completed('look-at-work'),
  'past-read': completed('read-past'),
  'effect-probed': completed('probe-effect'),
  'probe-failed': failed('probe-effect'),
  'approval-resolved': taken('resolveApproval'),
  'effect-settled': taken('settleEffect'),
  'probe-requested': taken('probeEffect'),
  'settlement-checked': completed('check-settlement'),
  'undo-requested': taken('undoEffects'),
  'undo-ended': completed('undo-effect', 'undone'),
  'time-passed': ({ events }) => events.some((event) => event.timerFiredEventAttributes),
  'user-spoke': taken('say'),
  'conversation-ended': taken('endConversation'),
  paused: taken('pause'),
  resumed: taken('resume'),
  'cancel-requested': taken('cancelRun'),
};

/** Whether this version makes an outcome of that kind; one that it makes must be in some history, others in none. */
export const outcomeKinds: Record<OutcomeKind, boolean> = {
  answered: true,
  partial: true,
  'handed-over': true,
  cancelled: true,
  undone: true,
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
  provider_refused: true,
  answer_cut: true,
  answer_broken: true,
  provider_not_configured: true,
  price_unknown: true,
  unbounded_input: true,
  // Only once a part of a run is not kept any more.
  attachment_missing: false,
  // Only after a run has waited for a worker that has its agent.
  agent_unknown: false,
  // Only after a quarter of an hour in a queue.
  not_run: false,
  task_invalid: true,
  effect_unknown: false,
  undo_incomplete: true,
  escalated: true,
  cancel_requested: true,
  unexpected: true,
};

/** Messages in both forms, and what Temporal itself does to a run. */
export const otherSigns: Readonly<Record<string, Sign>> = {
  ...Object.fromEntries(
    (Object.keys(runMessages) as RunMessageName[]).flatMap((name): [string, Sign][] => [
      [`signal ${name}`, taken(name, 'signal')],
      [`update ${name}`, taken(name, 'update')],
    ]),
  ),
  'native cancellation': ({ events }) =>
    events.some((event) => event.workflowExecutionCancelRequestedEventAttributes),
  'continue-as-new': ({ events }) =>
    events.some((event) => event.workflowExecutionContinuedAsNewEventAttributes),
  'a part that was carried on': ({ carried }) => carried,
  'an activity that timed out': ({ events }) =>
    events.some((event) => event.activityTaskTimedOutEventAttributes),
  'a second attempt': ({ events }) =>
    events.some((event) => (event.activityTaskStartedEventAttributes?.attempt ?? 1) > 1),
  'an undo that met a conflict': completed('undo-effect', 'conflict'),
  'a local tool that answered': ({ localTools }) => localTools.includes('completed'),
  'a local tool that failed': ({ localTools }) => localTools.includes('failed'),
  'an undo of a closed run': ofUndoRun(completed('undo-effect', 'undone')),
  'a plan of such an undo': ofUndoRun(taken('planUndo')),
  'such an undo that failed': ofUndoRun(failed('undo-effect')),
  'a person who settled it': ofUndoRun(taken('settleEffect')),
  'a result that was checked after the end': ofUndoRun(completed('check-settlement', 'applied')),
  'a result that did not fit': completed('check-settlement', 'misfit'),
  'a probe that could not tell a person': completed('check-settlement', 'unknown'),
};

function scheduled(kind: ActivityKind): Sign {
  return ({ activities }) => activities.some((activity) => activity.kind === kind);
}

function completed(kind: ActivityKind, result?: string): Sign {
  return ({ activities }) =>
    activities.some(
      (activity) =>
        activity.kind === kind &&
        activity.end === 'completed' &&
        (result === undefined || activity.result === result),
    );
}

function failed(kind: ActivityKind): Sign {
  return ({ activities }) =>
    activities.some((activity) => activity.kind === kind && activity.end === 'failed');
}

function ofUndoRun(sign: Sign): Sign {
  return (told) => told.workflowType === workflowNames.undoRun && sign(told);
}

function taken(name: RunMessageName | UndoRunMessageName, form?: 'signal' | 'update'): Sign {
  return ({ messages }) =>
    messages.some((message) => message.name === name && (form === undefined || message.form === form));
}
