/**
 * Say that no embedded Temporal server could be had, or that the one started does not serve.
 *
 * The message tells what happened and why; `advice` is what a person does about it, one step a line.
 */
export class TemporalServerError extends Error {
  override readonly name = 'TemporalServerError';
  readonly advice: string;

  constructor(message: string, options: { advice: string; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.advice = options.advice;
  }
}
