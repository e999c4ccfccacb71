import type { RunState } from '../run/run-state.ts';

/** What a run spent in all: what it knows of itself, and what executions spent that resets left behind. */
export function spentInAll({
  counters,
  callsByTool,
  past,
}: Pick<RunState, 'counters' | 'callsByTool' | 'past'>): {
  readonly modelCalls: number;
  readonly toolCalls: number;
  readonly costNanoUsd: number;
  readonly callsByTool: Readonly<Record<string, number>>;
} {
  if (!past) return { ...counters, callsByTool };
  const { spent } = past;
  const tools = new Set([...Object.keys(callsByTool), ...Object.keys(spent.callsByTool)]);
  const calls = (of: Readonly<Record<string, number>>, tool: string): number =>
    Object.hasOwn(of, tool) ? (of[tool] ?? 0) : 0;
  return {
    modelCalls: counters.modelCalls + spent.modelCalls,
    toolCalls: counters.toolCalls + spent.toolCalls,
    costNanoUsd: counters.costNanoUsd + spent.costNanoUsd,
    callsByTool: Object.fromEntries(
      [...tools].map((tool) => [tool, calls(callsByTool, tool) + calls(spent.callsByTool, tool)]),
    ),
  };
}
