/**
 * Memo field `holdfastProgress`: what a list shows of a run beside its search attributes.
 *
 * Written at the start and by the run on every change of state.
 */
export interface RunProgress {
  /** 0 to 100. */
  readonly progress: number;
  /** One line for people. */
  readonly line: string;
  /** ISO 8601. Visibility knows only when the last part of a continued run started. */
  readonly startedAt?: string;
}
