/** How a run ended. Every expected end is a value; only bugs throw. */
export interface RunOutcome {
  readonly kind: OutcomeKind;
  /** The model's last answer; for an early end the last text it wrote, so that no work is thrown away. */
  readonly answer?: string;
  readonly reason?: OutcomeReason;
}

export type OutcomeKind = 'answered' | 'partial' | 'handed-over' | 'cancelled' | 'undone' | 'failed';

export interface OutcomeReason {
  readonly code: OutcomeCode;
  readonly message: string;
}

export type OutcomeCode =
  | 'max_steps'
  | 'max_tool_calls'
  | 'timeout'
  | 'max_failures'
  | 'budget_exhausted'
  | 'loop_detected'
  | 'context_exhausted'
  | 'provider_unavailable'
  | 'provider_rejected'
  | 'provider_refused'
  | 'answer_cut'
  | 'answer_broken'
  | 'provider_not_configured'
  | 'price_unknown'
  | 'unbounded_input'
  | 'attachment_missing'
  | 'agent_unknown'
  | 'not_run'
  | 'task_invalid'
  | 'effect_unknown'
  | 'escalated'
  | 'cancel_requested'
  | 'undo_incomplete'
  | 'unexpected';
