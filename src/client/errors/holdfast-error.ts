import { given } from '../../core/values/given.ts';
import type { Json } from '../../core/values/json.ts';
import type { NextAction } from '../../core/view/next-action.ts';
import type { ErrorKind, ErrorRecord } from '../../reports/error.ts';

export type { ErrorKind } from '../../reports/error.ts';

export interface HoldfastErrorFields {
  readonly kind: ErrorKind;
  /** Stable, for programs: `run_not_found`. */
  readonly code: string;
  /** What happened, in one sentence. */
  readonly message: string;
  readonly why?: string;
  /** What this left as it was. */
  readonly unchanged?: string;
  /** What can be done next, as data: a command line says it as commands, a page as buttons. */
  readonly next?: readonly NextAction[];
  /** What to do where no action says it, or how to go about those of `next`: one sentence that names no command. */
  readonly advice?: string;
  readonly details?: { readonly [key: string]: Json };
  readonly cause?: unknown;
}

/** Tell a caller that a verb could not do what was asked: what kind of trouble it is, and which by its code. */
export class HoldfastError extends Error {
  override readonly name = 'HoldfastError';
  readonly kind: ErrorKind;
  readonly code: string;
  readonly why?: string;
  readonly unchanged?: string;
  readonly next: readonly NextAction[];
  readonly advice?: string;
  readonly details?: { readonly [key: string]: Json };

  constructor(fields: HoldfastErrorFields) {
    super(fields.message, fields.cause === undefined ? undefined : { cause: fields.cause });
    this.kind = fields.kind;
    this.code = fields.code;
    this.next = fields.next ?? [];
    if (fields.why !== undefined) this.why = fields.why;
    if (fields.unchanged !== undefined) this.unchanged = fields.unchanged;
    if (fields.advice !== undefined) this.advice = fields.advice;
    if (fields.details !== undefined) this.details = fields.details;
  }

  /** The error as `holdfast.error/v1`. Its `next`, which is in words, is the command line's to tell. */
  toJSON(): ErrorRecord {
    return {
      schema: 'holdfast.error/v1',
      code: this.code,
      kind: this.kind,
      message: this.message,
      ...given({ why: this.why, unchanged: this.unchanged, advice: this.advice }),
      ...(this.next.length === 0 ? {} : { actions: this.next }),
      ...given({ details: this.details }),
    };
  }
}
