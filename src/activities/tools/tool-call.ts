import { Context } from '@temporalio/activity';
import { failureTypes } from '../../core/values/failure-types.ts';
import { given } from '../../core/values/given.ts';
import type { Json, JsonObject } from '../../core/values/json.ts';
import { describeIssues } from '../../reports/describe-issues.ts';
import type { Tool, ToolContext } from '../../tools/define/tool.ts';
import { classifyToolError } from '../../tools/errors/classify-tool-error.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { boundedError } from '../failures/bounded-error.ts';
import { loggableError } from '../failures/loggable-error.ts';
import { type ActivityProblem, toApplicationFailure } from '../failures/to-application-failure.ts';

/** What one of a tool's functions came to: its value, or its refusal in words for the reader. */
export type ToolAttempt<Value> =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'refused'; readonly type: string; readonly message: string };

/**
 * Arguments as the tool's functions take them: as they were checked, shown and kept. Nothing is filled in or converted
 * again.
 *
 * A refusal when the tool changed and no longer takes them; a schema that transforms cannot tell.
 */
export function readToolInput(tool: Tool, given: JsonObject): ToolAttempt<JsonObject> {
  if (!tool.takesItsOutput) return { kind: 'value', value: given };
  const parsed = tool.input.safeParse(given);
  if (parsed.success) return { kind: 'value', value: given };
  const message = `${tool.name} no longer takes these arguments: ${describeIssues(parsed.error.issues).join('; ')}`;
  return { kind: 'refused', type: 'bad-arguments', message };
}

/** `changes`: what is done may change something, so that a cancelled run waits for it instead of breaking it off. */
export function toolContext(
  context: Context,
  call: {
    readonly idempotencyKey: string;
    readonly precondition?: Json;
    readonly timeoutMs?: number;
    readonly attemptsBefore?: number;
  },
  { log }: Pick<ActivityDependencies, 'log'>,
  changes = false,
): ToolContext {
  const { info, cancellationSignal } = context;
  return {
    idempotencyKey: call.idempotencyKey,
    ...given({ precondition: call.precondition }),
    signal: AbortSignal.any([
      changes ? exceptOnPurpose(cancellationSignal) : cancellationSignal,
      AbortSignal.timeout(call.timeoutMs ?? info.startToCloseTimeoutMs),
    ]),
    attempt: (call.attemptsBefore ?? 0) + info.attempt,
    log,
  };
}

/** Leave out that a run was cancelled or paused; a worker that shuts down still breaks its work off. */
function exceptOnPurpose(signal: AbortSignal): AbortSignal {
  const controller = new AbortController();
  const pass = (): void => {
    if (!isOnPurpose(signal)) controller.abort(signal.reason);
  };
  if (signal.aborted) pass();
  else signal.addEventListener('abort', pass, { once: true });
  return controller.signal;
}

/** The SDK says by a word why it cancels. */
function isOnPurpose({ reason }: AbortSignal): boolean {
  return reason instanceof Error && reason.message === 'CANCELLED';
}

/**
 * Call one of a tool's functions: what it refuses becomes a value, what it throws otherwise a failure with a type that
 * says whether to try again.
 */
export async function attemptTool<Value>(
  about: {
    readonly tool: Tool;
    readonly what: string;
    readonly callId: string;
    readonly attempt: number;
    /** What may have acted is told as such. */
    readonly changes?: boolean;
    /** It is tried again all the same. */
    readonly repeats?: boolean;
    /** Aborts when `work` shall end. */
    readonly signal?: AbortSignal;
  },
  { log }: Pick<ActivityDependencies, 'log'>,
  work: () => Promise<Value>,
): Promise<ToolAttempt<Value>> {
  const { tool, what, callId, attempt, changes = false, repeats = false, signal } = about;
  try {
    return { kind: 'value', value: await work() };
  } catch (error) {
    const failure = classifyToolError(error);
    if (failure.kind === 'rejected') return { kind: 'refused', type: failure.type, message: failure.message };
    const refusal = refusalByName(error);
    if (refusal) return { kind: 'refused', ...refusal };
    const problem: Omit<ActivityProblem, 'type' | 'retryable'> = { ...failure, attempt, callId };
    const inDoubt = { ...problem, type: failureTypes.toolMayHaveActed, retryable: repeats };
    const { cancellationSignal, cancelled } = Context.current();
    if (changes && cancellationSignal.aborted && !isOnPurpose(cancellationSignal)) {
      // Its worker shuts down and broke it off: whoever sends it again has to know.
      throw toApplicationFailure({ ...inDoubt, retryable: false, attempt: attempt - 1, lost: true });
    }
    if (failure.kind === 'transient' && !(changes && failure.mayHaveActed)) {
      throw toApplicationFailure({ ...problem, type: failureTypes.toolTransient, retryable: true });
    }
    if (changes && (failure.kind === 'transient' || signal?.aborted)) throw toApplicationFailure(inDoubt);
    // A worker that shuts down ended it: Temporal tries it again elsewhere.
    if (!changes && cancellationSignal.aborted) throw await cancelled.catch((reason: unknown) => reason);
    log.error({ err: loggableError(error), tool: tool.name, call: callId }, `${what} failed unexpectedly`);
    throw toApplicationFailure({ ...problem, type: failureTypes.toolUnexpected, retryable: false });
  }
}

/** Refusals that are not for the model; matched by name, since the class may come from another copy. */
function refusalByName(error: unknown): { type: string; message: string } | undefined {
  const { name, message } = boundedError(error, 0);
  const known = ['PreconditionChanged', 'UndoConflict'];
  return known.includes(name) ? { type: name, message } : undefined;
}
