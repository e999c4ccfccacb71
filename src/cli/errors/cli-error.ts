import { HoldfastError, type HoldfastErrorFields } from '../../client/errors/holdfast-error.ts';
import { type ExitCode, exitCodeOfKind } from './exit-codes.ts';

export interface CliErrorFields extends HoldfastErrorFields {
  /** A shell command that goes on from here, where no action of `next` stands for it. */
  readonly command?: string;
  /** Where it says more than the kind. */
  readonly exitCode?: ExitCode;
}

/** The command line's own errors: those of the client with the exit code of their kind, or with one that says more. */
export class CliError extends HoldfastError {
  readonly command?: string;
  readonly exitCode: ExitCode;

  constructor({ exitCode, command, ...fields }: CliErrorFields) {
    super(fields);
    this.exitCode = exitCode ?? exitCodeOfKind(fields.kind);
    if (command !== undefined) this.command = command;
  }
}
