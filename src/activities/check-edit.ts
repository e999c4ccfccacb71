import { Context } from '@temporalio/activity';
import type { CheckCallInput } from '../contracts/activities.ts';
import type { CallCheck } from '../core/model/model-turn.ts';
import { checkCall } from '../tools/check/check-call.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { workerLacks } from './failures/worker-lacks.ts';
import { loadTranscript } from './model/load-transcript.ts';
import { withOrigins } from './provenance/with-origins.ts';
import { withHeartbeat } from './with-heartbeat.ts';

/** Whether arguments that a person edited fit their tool, by the same checks as the model's. */
export function checkEdit(dependencies: ActivityDependencies) {
  return async function checkEdit({ tool, window, ...edited }: CheckCallInput): Promise<CallCheck> {
    if (!dependencies.tools.has(tool))
      throw workerLacks(`This worker does not have the tool ${tool}.`, Context.current().info.attempt);
    const argumentsText = JSON.stringify(edited.arguments);
    const checked = checkCall(dependencies.tools, { tool, argumentsText });
    if (window === undefined || checked.check.kind === 'invalid') return checked.check;
    return withHeartbeat(async (context) => {
      const { charter, prefix } = await loadTranscript(window, context, dependencies);
      return withOrigins([checked], prefix, charter)[0]?.check ?? checked.check;
    });
  };
}
