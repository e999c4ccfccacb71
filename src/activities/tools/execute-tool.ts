import { Context } from '@temporalio/activity';
import type { RunToolInput } from '../../contracts/activities.ts';
import { bindingDigest } from '../../core/approvals/approval.ts';
import type { ToolResult } from '../../core/commands/run-tool.ts';
import { canonicalJson } from '../../core/values/digest.ts';
import { failureTypes } from '../../core/values/failure-types.ts';
import { verifyOutput } from '../../tools/check/verify-output.ts';
import type { Tool } from '../../tools/define/tool.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { toApplicationFailure } from '../failures/to-application-failure.ts';
import { withHeartbeat } from '../with-heartbeat.ts';
import { attemptTool, readToolInput, toolContext } from './tool-call.ts';

/**
 * Run one tool call and verify what it returned.
 *
 * A refusal for the model is a result; a passing failure is retried by the tool's policy; anything else fails with a
 * type that says what is known of the effect. No failure ever looks like an empty result. What is not what a person
 * approved is not run.
 */
export function executeTool(tool: Tool, dependencies: Pick<ActivityDependencies, 'log'>) {
  return async function executeTool(call: RunToolInput): Promise<ToolResult> {
    const { attempt } = Context.current().info;
    const breach = breachOf(tool, call);
    if (breach !== undefined) return refused(tool, call, attempt, { kind: 'voided', message: breach });
    return withHeartbeat(async (context) => {
      const input = readToolInput(tool, call.arguments);
      if (input.kind === 'refused') {
        const { type, message } = input;
        return refused(tool, call, attempt, { kind: 'rejected', error: { type, message } });
      }
      const about = { tool, what: 'tool', callId: call.callId, attempt };
      const ran = await attemptTool(about, dependencies, () =>
        tool.execute(input.value, toolContext(context, call, dependencies)),
      );
      if (ran.kind === 'refused') {
        return ran.type === 'PreconditionChanged'
          ? { kind: 'voided', message: ran.message }
          : { kind: 'rejected', error: { type: ran.type, message: ran.message } };
      }

      const verified = verifyOutput(tool, ran.value, input.value);
      if (verified.kind === 'ok') return { kind: 'succeeded', output: verified.output };
      dependencies.log.error(
        { tool: tool.name, call: call.callId, problem: verified.message },
        'tool output refused',
      );
      throw toApplicationFailure({
        type:
          verified.kind === 'too-large' ? failureTypes.toolOutputTooLarge : failureTypes.toolOutputInvalid,
        message: verified.message,
        retryable: false,
        attempt,
        callId: call.callId,
      });
    });
  };
}

/** What this worker does not run has not run, unless an attempt before it has: by a worker that knew another tool. */
function refused(tool: Tool, { callId }: RunToolInput, attempt: number, refusal: ToolResult): ToolResult {
  if (tool.effect === 'read' || attempt === 1) return refusal;
  throw toApplicationFailure({
    type: failureTypes.toolUnexpected,
    message: `${tool.name} (${callId}) was begun before, perhaps by another build, and this worker does not run it again.`,
    retryable: false,
    attempt,
    callId,
  });
}

/** What of an approved call is not as it was approved, as this worker is about to run it. */
function breachOf(tool: Tool, call: RunToolInput): string | undefined {
  if (!call.approval) return undefined;
  const { digest, ...approved } = call.approval;
  const running = {
    ...approved,
    tool: tool.name,
    toolDigest: tool.digest,
    arguments: call.arguments,
    precondition: call.precondition ?? null,
  };
  if (bindingDigest(running) === digest) return undefined;
  const names = {
    toolDigest: 'the declaration of the tool',
    arguments: 'its arguments',
    precondition: 'its precondition',
  };
  const changed = Object.entries(names).filter(
    ([field]) =>
      canonicalJson(approved[field as keyof typeof names]) !==
      canonicalJson(running[field as keyof typeof names]),
  );
  const what = changed.map(([, name]) => name).join(', ');
  return what === '' ? 'it is not what was approved' : `it is not what was approved: ${what} changed`;
}
