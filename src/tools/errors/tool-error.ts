/**
 * Tell the model why a call cannot be done: not found, not allowed, a wrong state. Nothing was changed.
 *
 * Not retried; the message becomes the call's result, marked as an error.
 */
export class ToolError extends Error {
  override readonly name = 'ToolError';
}

/**
 * Say that a call failed for a passing reason. `tookNoEffect`: this attempt certainly changed nothing, and never will.
 *
 * A read, and a write with a key, is tried again by the tool's policy; `retryAfterMs` sets the least wait. A write that does
 * not say `tookNoEffect` counts as one that may have acted, unless its `cause` shows that it did not: a refused connection,
 * HTTP 429 or 503.
 */
export class TransientToolError extends Error {
  override readonly name = 'TransientToolError';
  readonly retryAfterMs: number | undefined;
  readonly tookNoEffect: boolean | undefined;

  constructor(
    message: string,
    options: { retryAfterMs?: number; tookNoEffect?: boolean; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.retryAfterMs = options.retryAfterMs;
    this.tookNoEffect = options.tookNoEffect;
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
