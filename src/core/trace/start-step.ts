import { callId } from '../ids/ids.ts';
import type { RunState } from '../run/run-state.ts';
import type { HistoryFact } from './history-fact.ts';
import type { DraftKind } from './trace-draft.ts';
import type { TraceSteps } from './trace-steps.ts';

type Scheduled = Extract<HistoryFact, { type: 'activity-scheduled' }>;

/** Enter that an activity was scheduled: a step begins, or goes on with another dispatch. */
export function startStep(
  steps: TraceSteps,
  state: RunState | undefined,
  { id, kind }: { readonly id: string; readonly kind: DraftKind },
  fact: Scheduled,
): void {
  const action = 'tool' in fact ? { action: { tool: fact.tool, input: fact.arguments } } : {};
  const known = steps.get(id);
  const draft = known ?? steps.begin({ id, kind, ...action }, fact.atMs);
  const ofCall = state?.calls.find((call) => call.id === id);
  draft.attemptsBefore = ofCall ? (ofCall.tries?.made ?? 0) : draft.attempts;
  if (!known?.counts) draft.startedAtMs = fact.atMs;
  if (kind !== 'undo') return;
  // What is undone may be of a part whose history is gone; the ledger still has its number.
  const call = callId(draft.turn, draft.index);
  const stepNumber = state?.effects.find((effect) => effect.id === call)?.stepNumber;
  if (stepNumber !== undefined && !steps.get(call)) draft.stepNumber = stepNumber;
}
