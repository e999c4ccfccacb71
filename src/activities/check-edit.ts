import { Context } from '@temporalio/activity';
import type { CheckCallInput } from '../contracts/activities.ts';
import type { EditCheck } from '../core/model/model-turn.ts';
import { checkCall } from '../tools/check/check-call.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { workerLacks } from './failures/worker-lacks.ts';
import { loadTranscript } from './model/load-transcript.ts';
import { withOrigins } from './provenance/with-origins.ts';
import { withHeartbeat } from './with-heartbeat.ts';

/**
 * Whether arguments that a person edited fit their tool, by the same checks as the model's.
 *
 * Void where this worker declares the tool otherwise than the run's charter does: no approval of it would bind.
 */
export function checkEdit(dependencies: ActivityDependencies) {
  return async function checkEdit({
    tool,
    toolDigest,
    window,
    ...edited
  }: CheckCallInput): Promise<EditCheck> {
    const declared = dependencies.tools.get(tool);
    if (declared === undefined)
      throw workerLacks(`This worker does not have the tool ${tool}.`, Context.current().info.attempt);
    if (declared.digest !== toolDigest)
      return { kind: 'void', message: 'the declaration of the tool changed' };
    const argumentsText = JSON.stringify(edited.arguments);
    const checked = checkCall(dependencies.tools, { tool, argumentsText });
    if (window === undefined || checked.check.kind === 'invalid') return checked.check;
    return withHeartbeat(async (context) => {
      const { charter, prefix } = await loadTranscript(window, context, dependencies);
      return withOrigins([checked], prefix, charter)[0]?.check ?? checked.check;
    });
  };
}
