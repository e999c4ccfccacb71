import type { CheckSettlementInput } from '../../contracts/activities.ts';
import type { SettlementFinding } from '../../core/undo/undo-event.ts';
import { verifyOutput } from '../../tools/check/verify-output.ts';
import type { Tool } from '../../tools/define/tool.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { probeTool } from './probe-tool.ts';
import { readToolInput } from './tool-call.ts';

/**
 * Hold what a person says of an effect against its tool: a result as one that the tool returned, by schema and `verify`;
 * without a result the tool's probe looks. Changes nothing.
 */
export function checkSettlement(tool: Tool, dependencies: Pick<ActivityDependencies, 'log'>) {
  const look = tool.probe && probeTool(tool, tool.probe, dependencies);
  return async function checkSettlement({
    output,
    ...call
  }: CheckSettlementInput): Promise<SettlementFinding> {
    if (output === undefined)
      return look?.(call) ?? { kind: 'unknown', because: `${tool.name} has no probe on this worker` };
    const input = readToolInput(tool, call.arguments);
    // Of arguments that this build no longer takes, its `verify` can say nothing: the schema alone does.
    const [judge, given] =
      input.kind === 'refused' ? [{ ...tool, verify: () => undefined }, undefined] : [tool, input.value];
    const verified = verifyOutput(judge, output, given, `The result given for ${tool.name} is`);
    if (verified.kind === 'ok') return { kind: 'applied', output: verified.output };
    return { kind: 'misfit', message: verified.message };
  };
}
