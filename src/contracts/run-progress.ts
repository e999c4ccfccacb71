import type { RunPhase, RunStateName } from '../core/view/run-view.ts';

/** Memo field `holdfastProgress`: what a list shows of a run beside its search attributes. Written on every change of state. */
export interface RunProgress {
  readonly state: RunStateName;
  readonly phase: RunPhase;
  /** 0 to 100. */
  readonly progress: number;
  /** ISO 8601. Visibility itself knows only when the last execution of a continued run started. */
  readonly startedAt?: string;
  /** Open approvals; absent when there are none. */
  readonly openApprovals?: number;
  /** What a worker would have to have that can go on with it; absent while it waits for none. */
  readonly waitsForWorker?: string;
  /** Of a run whose provider does not answer: what it said first, since when and until when the run waits for it. */
  readonly waitsForProvider?: { readonly reason: string; readonly since: string; readonly until: string };
  /** Worst case of calls whose bill nobody knows; absent without such a call. */
  readonly unsettledNanoUsd?: number;
  /** The question of an open `ask_user`, cut. */
  readonly question?: string;
}
