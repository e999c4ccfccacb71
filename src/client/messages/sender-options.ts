import type { Attachment } from '../attachments/attach-files.ts';
import type { WaitOptions } from '../runs/wait-for-run.ts';

export interface SenderOptions {
  /** Who says so. The login name unless told; nothing proves it. */
  readonly by?: string | undefined;
}

export interface SayOptions extends SenderOptions, WaitOptions {
  /** The same id makes a repeated delivery one message. Generated unless told. */
  readonly messageId?: string | undefined;
  /** Files that the model reads with the message; see `StartOptions`. */
  readonly attachments?: readonly Attachment[] | undefined;
}

export interface CancelOptions extends SenderOptions {
  readonly reason?: string | undefined;
  /** Undo what the run has done before it closes. Default: keep it. */
  readonly undo?: boolean | undefined;
}
