/**
 * Tell the model why a call cannot be done: not found, not allowed, a wrong state. Nothing was changed.
 *
 * Not retried; the message becomes the call's result, marked as an error.
 */
export class ToolError extends Error {
  override readonly name = 'ToolError';
}

/**
 * Say that a call failed for a passing reason and took no effect, or is safe to repeat with its key.
 *
 * Retried by the tool's policy; `retryAfterMs` sets the least wait before the next attempt.
 */
export class TransientToolError extends Error {
  override readonly name = 'TransientToolError';
  readonly retryAfterMs: number | undefined;

  constructor(message: string, options: { retryAfterMs?: number; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.retryAfterMs = options.retryAfterMs;
  }
}

/**
 * Refuse to execute because what `prepare` found no longer holds. Nothing was changed.
 *
 * Not retried: an approval of the call becomes void, and the model is told what changed.
 */
export class PreconditionChanged extends Error {
  override readonly name = 'PreconditionChanged';
}
