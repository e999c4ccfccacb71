/** Refuse to start with a data converter: it cannot be loaded, or does not carry what runs are made of. */
export class DataConverterError extends Error {
  override readonly name = 'DataConverterError';
  readonly code = 'data_converter_unusable';
  /** As `HoldfastError` names it. */
  readonly kind = 'usage';
  readonly unchanged = 'Nothing was started.';
  readonly advice: string;

  constructor(message: string, { advice, cause }: { advice: string; cause?: unknown }) {
    super(message, cause === undefined ? undefined : { cause });
    this.advice = advice;
  }
}
