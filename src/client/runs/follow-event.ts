import type { TraceStep } from '../../core/trace/trace-view.ts';
import type { RunView } from '../../core/view/run-view.ts';

/** What became of a run: a step that began, went on or ended; the run itself when its state, phase, plan, question, approvals or files changed. */
export type FollowEvent =
  | { readonly kind: 'step'; readonly step: TraceStep; readonly ended: boolean }
  | { readonly kind: 'run'; readonly run: RunView };

/** What a model call that is under way has said since the last such event. */
export interface TextEvent {
  readonly kind: 'text';
  readonly turn: number;
  readonly delta: string;
  /** The text of another call, or of another attempt: it does not go on from the one before. */
  readonly begins: boolean;
  /** Characters before `delta` that came too fast to be seen; the step's own text has them. */
  readonly missed?: number;
}
