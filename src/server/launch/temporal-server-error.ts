/**
 * Say that no embedded Temporal server could be had, or that the one started does not serve.
 *
 * The message tells what happened and why; `next` is what a person does about it, one step a line.
 */
export class TemporalServerError extends Error {
  override readonly name = 'TemporalServerError';
  readonly next: string;

  constructor(message: string, options: { next: string; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.next = options.next;
  }
}
