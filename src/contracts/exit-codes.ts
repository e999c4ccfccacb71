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
