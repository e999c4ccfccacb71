import { approvals } from './scenarios/approvals.ts';
import { conversations } from './scenarios/conversations.ts';
import { effects } from './scenarios/effects.ts';
import { endings } from './scenarios/endings.ts';
import { longRuns } from './scenarios/long-runs.ts';
import { modelCalls } from './scenarios/model-calls.ts';
import type { Scenario } from './scenarios/scenario.ts';
import { toolCalls } from './scenarios/tool-calls.ts';

/**
 * Every way for a run to go that is kept as a history, by name.
 *
 * They are played live, with the workflow cache off, and replayed from `test/replay/histories`; `history-signs.ts`
 * lists what they must show together.
 */
export const scenarios: Readonly<Record<string, Scenario>> = {
  ...toolCalls,
  ...modelCalls,
  ...conversations,
  ...approvals,
  ...effects,
  ...endings,
  ...longRuns,
};
