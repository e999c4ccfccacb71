import type { ErrorKind } from '../../client/errors/holdfast-error.ts';
import type { RunOutcome } from '../../core/run/outcome.ts';
import type { RunView } from '../../core/view/run-view.ts';

/** Exit codes of the command line, and so of every error that ends one of its verbs. */
export const exitCodes = {
  ok: 0,
  bug: 1,
  usage: 2,
  notFound: 3,
  failed: 4,
  waitingForPerson: 5,
  partial: 7,
  unreachable: 8,
  conflict: 9,
  undoIncomplete: 10,
  notPermitted: 11,
  cancelled: 12,
  timeout: 124,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

const byKind: Record<ErrorKind, ExitCode> = {
  'not-found': exitCodes.notFound,
  conflict: exitCodes.conflict,
  usage: exitCodes.usage,
  unreachable: exitCodes.unreachable,
  'not-permitted': exitCodes.notPermitted,
  timeout: exitCodes.timeout,
  interrupted: exitCodes.interrupted,
  bug: exitCodes.bug,
};

export function isErrorKind(kind: unknown): kind is ErrorKind {
  return typeof kind === 'string' && Object.hasOwn(byKind, kind);
}

export function exitCodeOfKind(kind: ErrorKind): ExitCode {
  return byKind[kind];
}

const byOutcome: Record<RunOutcome['kind'], ExitCode> = {
  answered: exitCodes.ok,
  undone: exitCodes.ok,
  partial: exitCodes.partial,
  'handed-over': exitCodes.waitingForPerson,
  cancelled: exitCodes.cancelled,
  failed: exitCodes.failed,
};

/** Tell how a run ended, as an exit code. */
export function exitCodeOfOutcome(outcome: Pick<RunOutcome, 'kind'>): ExitCode {
  return byOutcome[outcome.kind];
}

/** Tell how following a run ended: by its outcome, or 5 for a run that waits for a person. */
export function exitCodeOfRun(run: Pick<RunView, 'outcome'>): ExitCode {
  return run.outcome === undefined ? exitCodes.waitingForPerson : exitCodeOfOutcome(run.outcome);
}
