import type { ActivityKind, CallActivity } from '../commands/activities.ts';
import type { ActivityEnd } from '../commands/activity.ts';
import type { TimedFact } from '../messages/message.ts';
import type { UndoRunMessageFact } from '../messages/undo-run-messages.ts';
import type { AgentTask } from '../run/agent-task.ts';
import type { RunOutcome } from '../run/outcome.ts';
import type { RunEvent } from '../run/run-event.ts';
import type { RunState } from '../run/run-state.ts';
import type { UndoState } from '../undo/undo-state.ts';
import type { JsonObject } from '../values/json.ts';
import type { RunView } from '../view/run-view.ts';
import type { SettledEntry } from './settle-steps.ts';

/**
 * One thing that the histories of a run tell, without Temporal's own words, in the order in which the run took it in.
 *
 * A tool is told as scheduled, started and ended; one that ran locally only as ended, with what it was given left out.
 */
export type HistoryFact = {
  readonly atMs: number;
  /** What the run's own clock showed when it took this in; absent where it has not yet. */
  readonly takenAtMs?: number;
} & (
  | {
      readonly type: 'execution-started';
      readonly workflowId: string;
      readonly firstRunId: string;
      readonly task: AgentTask;
      /** What an earlier part of the run handed over. */
      readonly carried?: RunState;
      /** Why nothing can be run with what it was started with. */
      readonly fault?: string;
    }
  | ({ readonly type: 'activity-scheduled'; readonly id: string } & ScheduledActivity)
  | { readonly type: 'activity-started'; readonly id: string; readonly attempt: number }
  | { readonly type: 'activity-ended'; readonly id: string; readonly end: ActivityEnd }
  /** A local tool; `endedAtMs` is by the run's clock, `id` is missing where Temporal ended it. */
  | {
      readonly type: 'local-tool-ended';
      readonly id?: string;
      readonly tool: string;
      readonly attempt: number;
      readonly endedAtMs: number;
      readonly end: ActivityEnd;
    }
  /** A well-formed message that the run took in. Whether it refused it follows from its rules, as all else does. */
  | { readonly type: 'message-taken'; readonly event: RunEvent }
  /** Somebody sent a signal that no run can take: of another name, malformed, in an encoding that cannot be read. */
  | { readonly type: 'signal-skipped'; readonly name: string; readonly because: string }
  /** An undo of the closed run began, with what its ledger was then; and what it was asked. */
  | {
      readonly type: 'undo-started';
      readonly ledger: UndoState['ledger'];
      readonly tools: UndoState['tools'];
    }
  | { readonly type: 'undo-message-taken'; readonly event: TimedFact<UndoRunMessageFact> }
  /** In that undo an effect was settled; `id` is of the step, in that execution. */
  | { readonly type: 'effect-settled-outside'; readonly id: string; readonly entry: SettledEntry }
  | { readonly type: 'timer-fired' }
  | { readonly type: 'execution-ended'; readonly end: ExecutionEnd }
);

export type ScheduledActivity =
  | { readonly activity: Exclude<ActivityKind, CallActivity> }
  | { readonly activity: CallActivity; readonly tool: string; readonly arguments: JsonObject };

/** `view` is the run's own last word; a run that failed leaves only its outcome, without the answer; an end that Temporal made has none. */
export type ExecutionEnd =
  | { readonly kind: 'completed'; readonly view: RunView }
  | { readonly kind: 'failed'; readonly message: string; readonly outcome?: RunOutcome }
  | { readonly kind: 'cancelled' | 'terminated' | 'timed-out'; readonly message: string };
