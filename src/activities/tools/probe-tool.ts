import type { LookInput } from '../../contracts/activities.ts';
import type { ProbeFinding } from '../../core/run/run-event.ts';
import { failureTypes } from '../../core/values/failure-types.ts';
import { verifyOutput } from '../../tools/check/verify-output.ts';
import type { Tool } from '../../tools/define/tool.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { toApplicationFailure } from '../failures/to-application-failure.ts';
import { withHeartbeat } from '../with-heartbeat.ts';
import { attemptTool, readToolInput, toolContext } from './tool-call.ts';

/** Read back whether a call's effect is in the world. What the tool cannot tell is unknown, never absent. */
export function probeTool(
  tool: Tool,
  probe: NonNullable<Tool['probe']>,
  dependencies: Pick<ActivityDependencies, 'log'>,
) {
  return async function probeTool(call: LookInput): Promise<ProbeFinding> {
    return withHeartbeat(async (context) => {
      const input = readToolInput(tool, call.arguments);
      if (input.kind === 'refused') return { kind: 'unknown' };
      const { attempt } = context.info;
      const about = { tool, what: 'probe', callId: call.callId, attempt };
      const found = await attemptTool(about, dependencies, () =>
        probe(input.value, toolContext(context, call, dependencies)),
      );
      if (found.kind === 'refused') return { kind: 'unknown' };
      const { kind } = found.value;
      if (kind !== 'applied') return { kind: kind === 'absent' ? 'absent' : 'unknown' };
      const verified = verifyOutput(tool, found.value.output, input.value);
      if (verified.kind === 'ok') return { kind: 'applied', output: verified.output };
      throw toApplicationFailure({
        type: failureTypes.toolOutputInvalid,
        message: verified.message,
        retryable: false,
        attempt,
      });
    });
  };
}
