import type { ExitCode } from './exit-codes.ts';

export interface CliErrorFields {
  readonly exitCode: ExitCode;
  /** Machine-readable, snake_case. */
  readonly code: string;
  /** What happened, in one sentence. */
  readonly message: string;
  readonly why?: string;
  /** What was left as it was. */
  readonly unchanged?: string;
  /** The next command to type. */
  readonly next?: string;
  readonly details?: unknown;
  readonly cause?: unknown;
}

/** End the command with an error for people and for scripts. Its fields are those of `holdfast.error/v1`. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly exitCode: ExitCode;
  readonly code: string;
  readonly why?: string;
  readonly unchanged?: string;
  readonly next?: string;
  readonly details?: unknown;

  constructor(fields: CliErrorFields) {
    super(fields.message, fields.cause === undefined ? undefined : { cause: fields.cause });
    this.exitCode = fields.exitCode;
    this.code = fields.code;
    if (fields.why !== undefined) this.why = fields.why;
    if (fields.unchanged !== undefined) this.unchanged = fields.unchanged;
    if (fields.next !== undefined) this.next = fields.next;
    if (fields.details !== undefined) this.details = fields.details;
  }
}
