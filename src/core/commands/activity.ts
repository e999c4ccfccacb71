import type { EventFact } from '../run/run-event.ts';
import type { TraceStep, TraceStepKind } from '../trace/trace-view.ts';
import type { Failure } from '../values/failure.ts';
import type { Json } from '../values/json.ts';
import type { FailureNames } from './activity-failure.ts';

/** `output` is what the activity returned, as its kind says; `tookMs` how long its attempts ran, where they say so. */
export type ActivityEnd<Output = Json> =
  | { readonly kind: 'completed'; readonly output: Output; readonly tookMs?: number }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** All that is to be said of one kind of activity; what carries it out is in `src/workflows` and `src/activities`. */
export interface Activity<Output, StepKind extends TraceStepKind = TraceStepKind> {
  /** Its type in Temporal: a name of its own, or its tool's name with an ending. */
  readonly type: { readonly own: string } | { readonly ofTool: '' | `.${string}` };
  /** The id of its command where that is not the activity's: for the one that has no id of its own. */
  readonly commandId?: string;
  /** Of what is done for a call: how its ids go on after the call's, before a number. No two kinds share one. */
  readonly letter?: string;
  readonly failures: FailureNames;
  /** Absent: it moves the run and is no step of its trace. */
  readonly step?: ActivityStep<Output, StepKind>;
  /** Whether an output has the shape that a run acts on: anybody may serve its queue. */
  isReadable(output: Json): boolean;
  /** What the run makes of its end; `id` is of the call, or of the command where it is for none. */
  fact(id: string, end: ActivityEnd<Output>): EventFact | undefined;
}

export interface ActivityStep<Output, StepKind extends TraceStepKind = TraceStepKind> {
  readonly kind: StepKind;
  /** Among the steps of one call, these in the order of their places. */
  readonly place: number;
  /** What an output enters. Absent: the step is its call's, and ends with what the model was told for the call. */
  told?(output: Output): StepEnd;
}

/** What is known of a step when it ends. */
export interface StepEnd {
  thought?: string;
  result?: Json;
  error?: NonNullable<TraceStep['error']>;
  tokensUsed?: NonNullable<TraceStep['tokensUsed']>;
  contextHash?: string;
  costNanoUsd?: number;
  inexact?: string;
}
