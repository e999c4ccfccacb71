import type { CommandOf } from '../commands/command.ts';
import { runsLocally } from '../commands/run-tool.ts';
import { decide } from '../run/decide.ts';
import type { RunState } from '../run/run-state.ts';
import type { HistoryFact } from './history-fact.ts';

type LocalEnd = Extract<HistoryFact, { type: 'local-tool-ended' }>;

/** Local tools that a run in this state starts at once. History does not tell of their beginning. */
export function dueLocalTools(state: RunState): readonly CommandOf<'run-tool'>[] {
  const tools = Object.values(state.charter?.tools ?? {});
  if (state.calls.length === 0 || !tools.some(({ local }) => local)) return [];
  return decide(state).flatMap((command) =>
    command.kind === 'run-tool' && runsLocally(command) ? [command] : [],
  );
}

/** The call that a local tool ended for; where nothing names it, the first of that tool that is under way. */
export function callOfLocalTool(state: RunState, { id, tool }: LocalEnd): string | undefined {
  return id ?? state.calls.find((call) => call.tool === tool && call.progress.state === 'acting')?.id;
}
