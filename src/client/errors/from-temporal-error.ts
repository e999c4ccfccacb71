import type { NextAction } from '../../core/view/next-action.ts';
import { codecErrorIn } from './codec-error-in.ts';
import { HoldfastError } from './holdfast-error.ts';
import { serverUnreachable } from './server-unreachable.ts';

export interface TemporalErrorContext {
  readonly address: string;
  readonly namespace: string;
  /** Workflow id of the run that the request was about. */
  readonly run?: string;
}

/** Status codes of gRPC that mean something of their own here. */
export const grpcCodes = {
  cancelled: 1,
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  alreadyExists: 6,
  permissionDenied: 7,
  resourceExhausted: 8,
  failedPrecondition: 9,
  aborted: 10,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
} as const;

/**
 * Tell in our own words what a Temporal client's error means; one place maps them all.
 *
 * Goes by the error's name and its gRPC status, never by class. Anything unknown is a bug that keeps its cause.
 */
export function fromTemporalError(error: unknown, context: TemporalErrorContext): HoldfastError {
  if (error instanceof HoldfastError) return error;
  const codec = codecErrorIn(error);
  if (codec) return codec;
  const { name } = asError(error);
  const status = grpcStatus(error);
  const reason = status?.details || rootMessage(error);
  if (name === 'NamespaceNotFoundError') return namespaceMissing(context, error);
  if (name === 'WorkflowExecutionAlreadyStartedError' || status?.code === grpcCodes.alreadyExists) {
    return alreadyStarted(context, error);
  }
  if (name === 'WorkflowNotFoundError' || status?.code === grpcCodes.notFound) {
    if (/already completed/i.test(reason)) return runClosed(context, error);
    if (/namespace/i.test(reason)) return namespaceMissing(context, error);
    return runNotFound(context.run ?? '', error);
  }
  if (name === 'WorkflowUpdateFailedError') return refused(error, context);
  if (/channel has been shut down/i.test(reason)) return interrupted(error);
  switch (status?.code) {
    case grpcCodes.unavailable:
      return serverUnreachable(context, reason, error);
    case grpcCodes.deadlineExceeded:
      return new HoldfastError({
        kind: 'unreachable',
        code: 'temporal_timeout',
        message: `The Temporal server at ${context.address} did not answer in time.`,
        why: reason,
        next: [{ action: 'doctor', address: context.address }],
        cause: error,
      });
    case grpcCodes.cancelled:
      return interrupted(error);
    case grpcCodes.unauthenticated:
    case grpcCodes.permissionDenied:
      return new HoldfastError({
        kind: 'not-permitted',
        code: 'not_permitted',
        message: `The Temporal server at ${context.address} does not permit this.`,
        why: reason,
        next: [{ action: 'set-connection', settings: ['apiKey', 'tlsCertPath', 'tlsKeyPath'] }],
        advice: 'Check the API key (TEMPORAL_API_KEY), the certificates and the namespace.',
        cause: error,
      });
    case grpcCodes.resourceExhausted:
      return new HoldfastError({
        kind: 'unreachable',
        code: 'temporal_overloaded',
        message: `The Temporal server at ${context.address} is too busy, or the request too large.`,
        why: reason,
        advice: 'Try again in a moment.',
        cause: error,
      });
    case grpcCodes.invalidArgument:
      return invalidRequest(context, reason, error);
    default:
      return new HoldfastError({
        kind: 'bug',
        code: 'unexpected',
        message: `Temporal answered in a way that this version does not know: ${reason}`,
        cause: error,
      });
  }
}

export function runNotFound(run: string, cause?: unknown): HoldfastError {
  return new HoldfastError({
    kind: 'not-found',
    code: 'run_not_found',
    message: `There is no run ${run}.`,
    next: [{ action: 'list' }],
    details: { run },
    cause,
  });
}

export function runClosed({ run = '' }: Pick<TemporalErrorContext, 'run'>, cause?: unknown): HoldfastError {
  return new HoldfastError({
    kind: 'conflict',
    code: 'run_closed',
    message: `The run ${run} is closed.`,
    why: 'A closed run takes no more messages.',
    unchanged: 'Its outcome stands.',
    next: [{ action: 'show', run }],
    details: { run },
    cause,
  });
}

/** The caller gave up, or closed the client under its own request. */
function interrupted(cause: unknown): HoldfastError {
  return new HoldfastError({
    kind: 'interrupted',
    code: 'interrupted',
    message: 'The request was interrupted.',
    unchanged: 'Runs go on.',
    cause,
  });
}

function alreadyStarted({ run = '' }: TemporalErrorContext, cause: unknown): HoldfastError {
  return new HoldfastError({
    kind: 'conflict',
    code: 'run_exists',
    message: `A run ${run} exists already.`,
    why: 'Each task id of an agent is used once, also after its run has closed.',
    unchanged: 'The existing run is untouched.',
    next: [{ action: 'show', run }],
    advice: 'Look at it, or start with another id.',
    details: { run },
    cause,
  });
}

function namespaceMissing(context: TemporalErrorContext, cause: unknown): HoldfastError {
  return new HoldfastError({
    kind: 'unreachable',
    code: 'namespace_missing',
    message: `The Temporal server at ${context.address} has no namespace ${context.namespace}.`,
    unchanged: 'Nothing was started.',
    next: [setup(context)],
    details: { namespace: context.namespace },
    cause,
  });
}

function invalidRequest(context: TemporalErrorContext, reason: string, cause: unknown): HoldfastError {
  const attribute = /search attribute:? ?'?(Holdfast\w+)/i.exec(reason)?.[1];
  if (attribute !== undefined) {
    return new HoldfastError({
      kind: 'unreachable',
      code: 'search_attribute_missing',
      message: `The namespace ${context.namespace} at ${context.address} lacks the search attribute ${attribute}.`,
      unchanged: 'Nothing was started.',
      next: [setup(context)],
      details: { searchAttribute: attribute, namespace: context.namespace },
      cause,
    });
  }
  if (/invalid query/i.test(reason)) {
    return new HoldfastError({
      kind: 'usage',
      code: 'query_invalid',
      message: 'Temporal does not understand the list query.',
      why: reason,
      next: [{ action: 'list', query: "HoldfastAgent = 'retail'" }],
      advice: 'Write it as in this one.',
      cause,
    });
  }
  return new HoldfastError({
    kind: 'usage',
    code: 'request_invalid',
    message: 'Temporal refused the request.',
    why: reason,
    cause,
  });
}

/** An update that its validator, or its handler, refused. */
function refused(error: unknown, { run = '' }: TemporalErrorContext): HoldfastError {
  const cause = asError((error as { cause?: unknown }).cause);
  return new HoldfastError({
    kind: 'usage',
    code: 'message_refused',
    message: `The run ${run} refused the message: ${cause.message}`,
    unchanged: 'The run is as it was.',
    next: [{ action: 'show', run }],
    details: { run },
    cause: error,
  });
}

function setup({ address, namespace }: TemporalErrorContext): NextAction {
  return { action: 'setup', address, namespace };
}

function asError(error: unknown): { readonly name: string; readonly message: string } {
  const { name, message } = (error ?? {}) as { name?: unknown; message?: unknown };
  return {
    name: typeof name === 'string' ? name : '',
    message: typeof message === 'string' ? message : String(error),
  };
}

/** What the innermost cause says: the SDK's own wrappers say only that something failed. */
function rootMessage(error: unknown): string {
  let current = error;
  for (let depth = 0; depth < 5 && (current as { cause?: unknown } | null)?.cause; depth++) {
    current = (current as { cause: unknown }).cause;
  }
  return asError(current).message;
}

/** The gRPC status of an error or of what caused it. */
export function grpcStatus(error: unknown): { readonly code: number; readonly details: string } | undefined {
  let current = error;
  for (let depth = 0; depth < 5 && typeof current === 'object' && current !== null; depth++) {
    const { code, details } = current as { code?: unknown; details?: unknown };
    if (typeof code === 'number') return { code, details: typeof details === 'string' ? details : '' };
    current = (current as { cause?: unknown }).cause;
  }
  return undefined;
}
