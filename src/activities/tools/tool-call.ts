import { Context } from '@temporalio/activity';
import { failureTypes } from '../../core/values/failure-types.ts';
import type { Json, JsonObject } from '../../core/values/json.ts';
import { describeIssues } from '../../reports/describe-issues.ts';
import type { Tool, ToolContext } from '../../tools/define/tool.ts';
import { classifyToolError } from '../../tools/errors/classify-tool-error.ts';
import type { ActivityDependencies } from '../dependencies.ts';
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

export function toolContext(
  { info, cancellationSignal }: Context,
  call: { readonly idempotencyKey: string; readonly precondition?: Json; readonly timeoutMs?: number },
  { log }: Pick<ActivityDependencies, 'log'>,
): ToolContext {
  return {
    idempotencyKey: call.idempotencyKey,
    ...(call.precondition === undefined ? {} : { precondition: call.precondition }),
    signal: AbortSignal.any([
      cancellationSignal,
      AbortSignal.timeout(call.timeoutMs ?? info.startToCloseTimeoutMs),
    ]),
    attempt: info.attempt,
    log,
  };
}

/**
 * Call one of a tool's functions: what it refuses becomes a value, what it throws otherwise a failure with a type that
 * says whether to try again.
 */
export async function attemptTool<Value>(
  about: { readonly tool: Tool; readonly what: string; readonly callId: string; readonly attempt: number },
  { log }: Pick<ActivityDependencies, 'log'>,
  work: () => Promise<Value>,
): Promise<ToolAttempt<Value>> {
  const { tool, what, callId, attempt } = about;
  try {
    return { kind: 'value', value: await work() };
  } catch (error) {
    const failure = classifyToolError(error);
    if (failure.kind === 'rejected') return { kind: 'refused', type: failure.type, message: failure.message };
    const problem: Omit<ActivityProblem, 'type' | 'retryable'> = { ...failure, attempt, callId };
    if (failure.kind === 'transient') {
      throw toApplicationFailure({ ...problem, type: failureTypes.toolTransient, retryable: true });
    }
    const refusal = refusalByName(error);
    if (refusal) return { kind: 'refused', ...refusal };
    // A worker that shuts down ended it: Temporal tries it again elsewhere, as far as the tool may be repeated.
    const { cancellationSignal, cancelled } = Context.current();
    if (cancellationSignal.aborted) throw await cancelled.catch((reason: unknown) => reason);
    log.error({ err: loggableError(error), tool: tool.name, call: callId }, `${what} failed unexpectedly`);
    throw toApplicationFailure({ ...problem, type: failureTypes.toolUnexpected, retryable: false });
  }
}

/** Refusals that are not for the model; matched by name, since the class may come from another copy. */
function refusalByName(error: unknown): { type: string; message: string } | undefined {
  if (!(error instanceof Error)) return undefined;
  const known = ['PreconditionChanged', 'UndoConflict'];
  return known.includes(error.name) ? { type: error.name, message: error.message } : undefined;
}
