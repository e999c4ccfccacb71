import type { LookInput } from '../../contracts/activities.ts';
import { cutPreview } from '../../core/approvals/preview.ts';
import { maxPreparedBytes } from '../../core/calls/result-limits.ts';
import type { PrepareResult } from '../../core/commands/prepare-tool.ts';
import { boundedText } from '../../core/values/bounded-text.ts';
import { failureTypes } from '../../core/values/failure-types.ts';
import { given } from '../../core/values/given.ts';
import { type Json, jsonBytes } from '../../core/values/json.ts';
import { textBounds } from '../../core/values/text-bounds.ts';
import { wellFormedJson } from '../../core/values/well-formed-json.ts';
import { describeIssues } from '../../reports/describe-issues.ts';
import { callFactsSchema } from '../../tools/define/call-facts-schema.ts';
import type { Prepared, Tool } from '../../tools/define/tool.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { toApplicationFailure } from '../failures/to-application-failure.ts';
import { withHeartbeat } from '../with-heartbeat.ts';
import { attemptTool, readToolInput, toolContext } from './tool-call.ts';

/** Look at what one call would change, without changing it. A refusal answers the call. */
export function prepareTool(
  tool: Tool,
  prepare: NonNullable<Tool['prepare']>,
  dependencies: Pick<ActivityDependencies, 'log'>,
) {
  return async function prepareTool(call: LookInput): Promise<PrepareResult> {
    return withHeartbeat(async (context) => {
      const input = readToolInput(tool, call.arguments);
      if (input.kind === 'refused')
        return { kind: 'rejected', error: { type: input.type, message: input.message } };
      const { attempt } = context.info;
      const about = { tool, what: 'prepare', callId: call.callId, attempt };
      const looked = await attemptTool(about, dependencies, () =>
        prepare(input.value, toolContext(context, call, dependencies)),
      );
      if (looked.kind === 'refused')
        return { kind: 'rejected', error: { type: looked.type, message: looked.message } };
      return { kind: 'prepared', ...checkPrepared(tool, looked.value, attempt) };
    });
  };
}

function checkPrepared(tool: Tool, prepared: Prepared, attempt: number): Prepared {
  const wrong = (what: string): Error =>
    toApplicationFailure({
      type: failureTypes.toolOutputInvalid,
      message: `${tool.name} was not run, because its prepare ${what}. Mend the tool.`,
      retryable: false,
      attempt,
    });
  const asJson = (field: 'before' | 'precondition'): Json | undefined => {
    if (prepared[field] === undefined) return undefined;
    try {
      return wellFormedJson(JSON.parse(JSON.stringify(prepared[field])) as Json);
    } catch {
      throw wrong(`gave a ${field} that JSON cannot hold`);
    }
  };
  const { preview, facts } = prepared;
  if (typeof preview !== 'string' || preview === '') throw wrong('gave no preview');
  const before = asJson('before');
  const precondition = asJson('precondition');
  if (jsonBytes([before ?? null, precondition ?? null]) > maxPreparedBytes) {
    throw wrong(`gave more than ${maxPreparedBytes} bytes of before and precondition`);
  }
  const checked = callFactsSchema.partial().safeParse(facts ?? {});
  if (!checked.success)
    throw wrong(`gave malformed facts: ${describeIssues(checked.error.issues).join('; ')}`);
  return {
    preview: boundedText(cutPreview(preview), textBounds.preview),
    ...given({ before, precondition, facts: wellFormedJson(facts) }),
  };
}
