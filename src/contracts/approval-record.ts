import type { ApprovalView } from '../core/view/run-view.ts';

/** `holdfast.approval/v1`: one open approval as `inbox` tells it, from the run's memo alone. */
export interface ApprovalRecord extends Omit<ApprovalView, 'arguments' | 'preview'> {
  readonly schema: 'holdfast.approval/v1';
  /** Workflow id of the run that waits. */
  readonly run: string;
  /** First line of the preview, cut. */
  readonly summary: string;
  /** Absent where the memo's card could not hold them; `show` tells them. */
  readonly arguments?: ApprovalView['arguments'];
  readonly preview?: string;
  /** Half of its time went by without an answer. */
  readonly reminded?: true;
}
