import { maxEffects } from '../effects/effect.ts';
import { boundedText } from '../values/bounded-text.ts';
import { textBounds } from '../values/text-bounds.ts';
import type { Past, SpentBefore } from './past.ts';

/** As many tools as an agent has at most, with room. */
const maxTools = 500;

/** Keep of a past what a run can hold: counts are whole and not negative, effects are as many as a ledger has. */
export function boundedPast({ readFor, spent, changed }: Past): Past {
  return {
    readFor: boundedText(readFor, textBounds.name),
    spent: boundedSpent(spent),
    changed: changed.slice(0, maxEffects),
  };
}

function boundedSpent({ callsByTool, ...spent }: SpentBefore): SpentBefore {
  const tools = Object.entries(callsByTool).slice(0, maxTools);
  return {
    modelCalls: counted(spent.modelCalls),
    toolCalls: counted(spent.toolCalls),
    costNanoUsd: counted(spent.costNanoUsd),
    callsByTool: Object.fromEntries(
      tools.map(([tool, count]) => [boundedText(tool, textBounds.name), counted(count)]),
    ),
  };
}

function counted(count: number): number {
  return Number.isSafeInteger(count) && count > 0 ? count : 0;
}
