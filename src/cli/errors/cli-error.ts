import { HoldfastError, type HoldfastErrorFields } from '../../client/errors/holdfast-error.ts';
import { type ExitCode, exitCodeOfKind } from './exit-codes.ts';

/** The command line's own errors: those of the client with the exit code of their kind, or with one that says more. */
export class CliError extends HoldfastError {
  readonly exitCode: ExitCode;

  constructor({ exitCode, ...fields }: HoldfastErrorFields & { readonly exitCode?: ExitCode }) {
    super(fields);
    this.exitCode = exitCode ?? exitCodeOfKind(fields.kind);
  }
}
