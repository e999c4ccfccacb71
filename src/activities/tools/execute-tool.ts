import { Context } from '@temporalio/activity';
import type { RunToolInput } from '../../contracts/activities.ts';
import { bindingDigest } from '../../core/approvals/approval.ts';
import type { ToolResult } from '../../core/commands/run-tool.ts';
import { type LeftBehind, madeBefore } from '../../core/effects/made-before-reset.ts';
import { canonicalJson } from '../../core/values/digest.ts';
import { failureTypes } from '../../core/values/failure-types.ts';
import { given } from '../../core/values/given.ts';
import { verifyOutput } from '../../tools/check/verify-output.ts';
import type { Tool } from '../../tools/define/tool.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { toApplicationFailure } from '../failures/to-application-failure.ts';
import { withHeartbeat } from '../with-heartbeat.ts';
import { lookBehind } from './look-behind.ts';
import { attemptTool, readToolInput, toolContext } from './tool-call.ts';

/**
 * Run one tool call and verify what it returned.
 *
 * A refusal for the model is a result: no attempt before it changed anything. Of a write only what certainly had no effect
 * is tried again by the tool's policy; anything else fails with a type that says what is known of the effect, and the run
 * goes on from there. No failure ever looks like an empty result. What is not what a person approved is not run.
 */
export function executeTool(tool: Tool, dependencies: Pick<ActivityDependencies, 'log' | 'leftBehind'>) {
  return async function executeTool(call: RunToolInput): Promise<ToolResult> {
    const { attempt } = Context.current().info;
    return withHeartbeat(async (context) => {
      const about = { tool: tool.name, callId: call.callId, ...given({ origin: call.origin }) };
      const looking = lookBehind(context, about, dependencies);
      const behind = looking && (await looking);
      const before = behind && answerBefore(tool, call, behind.known, attempt);
      if (before) return before;
      const breach = breachOf(tool, call);
      if (breach !== undefined) return { kind: 'voided', message: breach };
      const input = readToolInput(tool, call.arguments);
      if (input.kind === 'refused') {
        const { type, message } = input;
        return { kind: 'rejected', error: { type, message } };
      }
      const changes = tool.effect !== 'read';
      const timed = { ...call, ...given({ timeoutMs: behind?.timeoutMs }) };
      const told = toolContext(context, timed, dependencies, changes);
      const attempted = { tool, what: 'tool', callId: call.callId, attempt, changes, signal: told.signal };
      const ran = await attemptTool(attempted, dependencies, () => tool.execute(input.value, told));
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

/** What an execution that a reset left behind has made of this call; undefined where it is to be sent. */
function answerBefore(
  tool: Tool,
  call: RunToolInput,
  known: LeftBehind,
  attempt: number,
): ToolResult | undefined {
  const before = madeBefore({ ...call, tool: tool.name }, known);
  switch (before.kind) {
    case 'no':
      return undefined;
    case 'made':
      return { kind: 'succeeded', output: before.output };
    case 'refused':
      return { kind: 'rejected', error: { type: before.type, message: before.message } };
    case 'made-result-unknown':
      // As of a write whose result was too large to be kept: applied, and without an output.
      throw toApplicationFailure({
        type: failureTypes.toolOutputTooLarge,
        message: before.message,
        retryable: false,
        attempt,
        callId: call.callId,
      });
    case 'may-have-acted':
      // The run goes on from there as from a lost dispatch, which this is: nothing of it counts as an attempt.
      throw toApplicationFailure({
        type: failureTypes.toolMayHaveActed,
        message: before.message,
        retryable: false,
        attempt: attempt - 1,
        callId: call.callId,
        lost: true,
      });
  }
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
