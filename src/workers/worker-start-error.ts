import type { NextAction } from '../core/view/next-action.ts';

/**
 * Say why a worker was not started. Nothing has been polled.
 *
 * `server_unreachable`: no Temporal server answers. `namespace_not_ready`: it lacks the namespace or search attributes.
 */
export class WorkerStartError extends Error {
  override readonly name = 'WorkerStartError';
  readonly code: 'server_unreachable' | 'namespace_not_ready';
  /** As `HoldfastError` names it, like `next` and `advice`. */
  readonly kind = 'unreachable';
  /** What mends it. */
  readonly next: readonly NextAction[];
  readonly advice?: string;

  constructor(
    code: WorkerStartError['code'],
    message: string,
    options: { next: readonly NextAction[]; advice?: string; cause?: unknown },
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.next = options.next;
    if (options.advice !== undefined) this.advice = options.advice;
  }
}
