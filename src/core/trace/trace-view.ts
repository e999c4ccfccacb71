import type { RunOutcome } from '../run/outcome.ts';
import type { Json, JsonObject } from '../values/json.ts';
import type { AttachmentView, ProviderWaitView, RunTotals } from '../view/run-view.ts';

/** `holdfast.trace/v1`: the step tree of a run, projected from its histories alone. */
export interface TraceView {
  readonly schema: 'holdfast.trace/v1';
  /** The first Temporal run id of the chain. */
  readonly traceId: string;
  readonly id: string;
  readonly task: string;
  /** Files of the user that the run held when this was read. */
  readonly attachments?: readonly AttachmentView[];
  readonly startedAt: string;
  readonly steps: readonly TraceStep[];
  /** What executions did that resets in Temporal left behind, the oldest first; absent for a run that was never reset. */
  readonly abandoned?: readonly AbandonedSteps[];
  /** What happened to the run and is no step of it, the last fifty: signals that could not be taken. */
  readonly notes?: readonly TraceNote[];
  /** Of a run whose model's provider does not answer for now: what its last model step waits for. */
  readonly awaitingProvider?: ProviderWaitView;
  readonly outcome?: RunOutcome;
  readonly totals: RunTotals;
}

/** Steps of one such execution that neither the run nor an earlier one of them shares, numbered as in their own. */
export interface AbandonedSteps {
  /** Temporal’s id of the execution. */
  readonly runId: string;
  readonly steps: readonly TraceStep[];
}

export interface TraceNote {
  /** ISO 8601. */
  readonly at: string;
  readonly message: string;
}

export type TraceStepKind =
  | 'model'
  | 'tool'
  | 'control'
  | 'prepare'
  | 'approval'
  | 'compact'
  | 'probe'
  | 'settle'
  | 'undo'
  | 'review'
  | 'handover';

export interface TraceStep {
  /** Counts model and tool calls; entries of other kinds carry the number of the one they belong to. */
  readonly stepNumber: number;
  readonly turn: number;
  readonly kind: TraceStepKind;
  /** `c<turn>.<index>`. */
  readonly call?: string;
  /** Text that the model wrote beside its calls. */
  readonly thought?: string;
  readonly action?: { readonly tool: string; readonly input: JsonObject };
  /** Fields in which the model wrote null for nothing, and which count as left out. */
  readonly leftOut?: readonly string[];
  readonly verdict?: { readonly kind: string; readonly rule: string; readonly reason: string };
  readonly result?: Json;
  /** `message` is what the model was told; of a call that is still to be settled, why its answer is lost. */
  readonly error?: { readonly type: string; readonly message: string; readonly retryable: boolean };
  readonly attempts: number;
  readonly tokensUsed?: { readonly input: number; readonly cachedInput: number; readonly output: number };
  readonly contextTokens?: number;
  readonly contextHash?: string;
  readonly costNanoUsd?: number;
  /** Why the cost is not exact: its worst case counts as unsettled too. */
  readonly inexact?: string;
  readonly startedAt: string;
  readonly durationMs?: number;
}
