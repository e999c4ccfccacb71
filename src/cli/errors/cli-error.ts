/** The command line's own errors have the shape of the client's: `holdfast.error/v1` and an exit code. */
export { HoldfastError as CliError } from '../../client/errors/holdfast-error.ts';
