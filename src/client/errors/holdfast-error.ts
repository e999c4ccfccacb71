import type { Json } from '../../core/values/json.ts';
import type { ErrorRecord } from '../../reports/error.ts';

/** What kind of trouble it is; the command line has an exit code for each. */
export type ErrorKind =
  | 'not-found'
  | 'conflict'
  | 'usage'
  | 'unreachable'
  | 'not-permitted'
  | 'timeout'
  | 'interrupted'
  | 'bug';

export interface HoldfastErrorFields {
  /** Stable, for programs: `run_not_found`. */
  readonly code: string;
  /** What happened, in one sentence. */
  readonly message: string;
  readonly why?: string;
  /** What this left as it was. */
  readonly unchanged?: string;
  /** The next command, or what to do instead. */
  readonly next?: string;
  readonly details?: { readonly [key: string]: Json };
  readonly kind: ErrorKind;
  readonly cause?: unknown;
}

/** Tell a caller that a verb could not do what was asked. Printed as `holdfast.error/v1`. */
export class HoldfastError extends Error {
  override readonly name = 'HoldfastError';
  readonly code: string;
  readonly why?: string;
  readonly unchanged?: string;
  readonly next?: string;
  readonly details?: { readonly [key: string]: Json };
  readonly kind: ErrorKind;

  constructor(fields: HoldfastErrorFields) {
    super(fields.message, fields.cause === undefined ? undefined : { cause: fields.cause });
    this.code = fields.code;
    this.kind = fields.kind;
    if (fields.why !== undefined) this.why = fields.why;
    if (fields.unchanged !== undefined) this.unchanged = fields.unchanged;
    if (fields.next !== undefined) this.next = fields.next;
    if (fields.details !== undefined) this.details = fields.details;
  }

  toJSON(): ErrorRecord {
    return {
      schema: 'holdfast.error/v1',
      code: this.code,
      message: this.message,
      ...(this.why === undefined ? {} : { why: this.why }),
      ...(this.unchanged === undefined ? {} : { unchanged: this.unchanged }),
      ...(this.next === undefined ? {} : { next: this.next }),
      ...(this.details === undefined ? {} : { details: this.details }),
    };
  }
}
