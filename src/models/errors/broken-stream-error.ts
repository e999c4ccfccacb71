/**
 * Say that a streamed answer, begun with a success status, did not come to its end.
 *
 * Read by `readProviderError` through its fields.
 */
export class BrokenStreamError extends Error {
  override readonly name = 'BrokenStreamError';
  /** The provider's own error object, where it sent one. */
  readonly frame: unknown;
  /** Whether the model had begun to answer. */
  readonly hadOutput: boolean;

  constructor(message: string, options: { frame?: unknown; hadOutput: boolean }) {
    super(message);
    this.frame = options.frame;
    this.hadOutput = options.hadOutput;
  }
}
