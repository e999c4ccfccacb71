import type { RunToolInput, RunToolResult } from '../contracts/activities.ts';
import { failureTypes } from '../contracts/failure-types.ts';
import { describeIssues } from '../schemas/describe-issues.ts';
import { classifyToolError } from '../tools/classify-tool-error.ts';
import type { Tool, ToolContext } from '../tools/tool.ts';
import { verifyOutput } from '../tools/verify-output.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { type ActivityProblem, toApplicationFailure } from './to-application-failure.ts';
import { withHeartbeat } from './with-heartbeat.ts';

/**
 * Run one tool call and verify what it returned.
 *
 * A refusal for the model is a result; a passing failure is retried by the tool's policy; anything else fails with a
 * type that says what is known of the effect. No failure ever looks like an empty result.
 */
export function executeTool(tool: Tool, { log }: ActivityDependencies) {
  return async function executeTool(call: RunToolInput): Promise<RunToolResult> {
    return withHeartbeat(async ({ info, cancellationSignal }) => {
      const fail = (problem: Omit<ActivityProblem, 'attempt'>): Error =>
        toApplicationFailure({ ...problem, attempt: info.attempt });
      const context: ToolContext = {
        idempotencyKey: call.idempotencyKey,
        signal: AbortSignal.any([cancellationSignal, AbortSignal.timeout(info.startToCloseTimeoutMs)]),
        attempt: info.attempt,
        log,
      };
      const parsed = tool.input.safeParse(call.arguments);
      if (!parsed.success) {
        // The tool changed since the call was checked; nothing was done yet, so the model may try again.
        const message = `${tool.name} no longer takes these arguments: ${describeIssues(parsed.error.issues).join('; ')}`;
        return { kind: 'rejected', error: { type: 'bad-arguments', message } };
      }
      const input: unknown = parsed.data;

      let returned: unknown;
      try {
        returned = await tool.execute(input, context);
      } catch (error) {
        const failure = classifyToolError(error);
        if (failure.kind === 'rejected') {
          return { kind: 'rejected', error: { type: failure.type, message: failure.message } };
        }
        if (failure.kind === 'transient') {
          throw fail({ ...failure, type: failureTypes.toolTransient, retryable: true });
        }
        log.error({ err: error, tool: tool.name, call: call.callId }, 'tool failed unexpectedly');
        throw fail({ ...failure, type: failureTypes.toolUnexpected, retryable: false });
      }

      const verified = verifyOutput(tool, returned, input);
      if (verified.kind === 'ok') return { kind: 'succeeded', output: verified.output };
      log.error({ tool: tool.name, call: call.callId, problem: verified.message }, 'tool output refused');
      throw fail({
        type:
          verified.kind === 'too-large' ? failureTypes.toolOutputTooLarge : failureTypes.toolOutputInvalid,
        message: verified.message,
        retryable: false,
      });
    });
  };
}
