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
 * A refusal for the model is a result: no attempt before it changed anything. Of a write only what certainly had no effect
 * is tried again by the tool's policy; anything else fails with a type that says what is known of the effect, and the run
 * goes on from there. No failure ever looks like an empty result. What is not what a person approved is not run.
 */
export function executeTool(tool: Tool, dependencies: Pick<ActivityDependencies, 'log'>) {
  return async function executeTool(call: RunToolInput): Promise<ToolResult> {
    const { attempt } = Context.current().info;
    const breach = breachOf(tool, call);
    if (breach !== undefined) return { kind: 'voided', message: breach };
    return withHeartbeat(async (context) => {
      const input = readToolInput(tool, call.arguments);
      if (input.kind === 'refused') {
        const { type, message } = input;
        return { kind: 'rejected', error: { type, message } };
      }
      const changes = tool.effect !== 'read';
      const given = toolContext(context, call, dependencies, changes);
      const about = { tool, what: 'tool', callId: call.callId, attempt, changes, signal: given.signal };
      const ran = await attemptTool(about, dependencies, () => tool.execute(input.value, given));
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
