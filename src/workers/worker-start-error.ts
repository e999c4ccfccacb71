/**
 * Say why a worker was not started. Nothing has been polled.
 *
 * `server_unreachable`: no Temporal server answers. `namespace_not_ready`: it lacks the namespace or search attributes.
 * `next` is the command that mends it.
 */
export class WorkerStartError extends Error {
  override readonly name = 'WorkerStartError';
  readonly code: 'server_unreachable' | 'namespace_not_ready';
  /** As `HoldfastError` names it. */
  readonly kind = 'unreachable';
  readonly next: string;

  constructor(code: WorkerStartError['code'], message: string, options: { next: string; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.code = code;
    this.next = options.next;
  }
}
