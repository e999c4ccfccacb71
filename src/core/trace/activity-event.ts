import type { Charter } from '../charter/charter.ts';
import type { CallCheck, ModelTurn } from '../model/model-turn.ts';
import type { PreparedFacts, ProbeFinding, RunEvent } from '../run/run-event.ts';
import type { UndoEnd } from '../undo/undo-pass.ts';
import type { Json } from '../values/json.ts';
import type { ActivityEnd, ActivityKind } from './history-fact.ts';
import { isReadableResult, unreadableResult } from './readable-result.ts';

export interface ToolRefusal {
  readonly type: string;
  readonly message: string;
}

/** What a tool's activity returned. `rejected`: it refused or found nothing and says so to the model, nothing was changed. */
export type ToolResult =
  | { readonly kind: 'succeeded'; readonly output: Json }
  | { readonly kind: 'rejected'; readonly error: ToolRefusal }
  /** What was prepared or approved no longer holds; nothing was done. */
  | { readonly kind: 'voided'; readonly message: string };

export type PrepareResult =
  | ({ readonly kind: 'prepared' } & PreparedFacts)
  | { readonly kind: 'rejected'; readonly error: ToolRefusal };

/** An event before somebody has said when. */
export type EventFact = RunEvent extends infer Event
  ? Event extends unknown
    ? Omit<Event, 'atMs'>
    : never
  : never;

/** What a run makes of an activity's end; undefined for a look that no run takes in. */
export function activityFact(
  activity: ActivityKind,
  activityId: string,
  end: ActivityEnd,
): EventFact | undefined {
  const id = activity === 'call-model' ? activityId : callOfActivity(activityId);
  if (end.kind === 'failed') return failed(activity, id, end.failure);
  return isReadableResult(activity, end.output)
    ? completed(activity, id, end.output)
    : failed(activity, id, unreadableResult(activity, end.output));
}

/** The same with the moment at which it ended. */
export function activityEvent(
  activity: ActivityKind,
  activityId: string,
  end: ActivityEnd,
  atMs: number,
): RunEvent | undefined {
  const fact = activityFact(activity, activityId, end);
  return fact && ({ ...fact, atMs } as RunEvent);
}

/** The call that an activity is for: `c1.2` of `c1.2`, `c1.2d2`, `c1.2p1`, `c1.2e1`, `c1.2q1` and `c1.2u1`. */
export function callOfActivity(activityId: string): string {
  return /^c\d+\.\d+/.exec(activityId)?.[0] ?? activityId;
}

/** How an undo ended, by the end of its activity. */
export function undoEndOf(end: ActivityEnd): UndoEnd {
  if (end.kind === 'failed') return end;
  return isReadableResult('undo-effect', end.output)
    ? (end.output as unknown as UndoEnd)
    : { kind: 'failed', failure: unreadableResult('undo-effect', end.output) };
}

function failed(
  activity: ActivityKind,
  id: string,
  failure: Extract<ActivityEnd, { kind: 'failed' }>['failure'],
): EventFact | undefined {
  switch (activity) {
    case 'open-run':
      return { type: 'run-opening-failed', failure };
    case 'call-model':
      return { type: 'model-failed', id, failure };
    case 'run-tool':
      return { type: 'tool-failed', id, failure };
    case 'prepare-tool':
    case 'check-edit':
      return { type: 'prepare-failed', id, failure };
    case 'probe-effect':
      return { type: 'probe-failed', id, failure };
    case 'undo-effect':
      return { type: 'undo-ended', id, end: undoEndOf({ kind: 'failed', failure }) };
    case 'check-undo':
      return undefined;
  }
}

function completed(activity: ActivityKind, id: string, output: Json): EventFact | undefined {
  switch (activity) {
    case 'open-run':
      return { type: 'run-opened', charter: output as unknown as Charter };
    case 'call-model':
      return { type: 'model-answered', id, answer: output as unknown as ModelTurn };
    case 'run-tool':
      return toolEnd(id, output as unknown as ToolResult);
    case 'prepare-tool': {
      const result = output as unknown as PrepareResult;
      if (result.kind === 'rejected') return { type: 'prepare-rejected', id, message: result.error.message };
      const { kind: _, ...facts } = result;
      return { type: 'call-prepared', id, ...facts };
    }
    case 'check-edit':
      return { type: 'edit-checked', id, check: output as unknown as CallCheck };
    case 'probe-effect':
      return { type: 'effect-probed', id, found: output as unknown as ProbeFinding };
    case 'undo-effect':
      return { type: 'undo-ended', id, end: undoEndOf({ kind: 'completed', output }) };
    case 'check-undo':
      return undefined;
  }
}

function toolEnd(id: string, result: ToolResult): EventFact {
  switch (result.kind) {
    case 'succeeded':
      return { type: 'tool-succeeded', id, output: result.output };
    case 'rejected':
      return { type: 'tool-rejected', id, message: result.error.message };
    case 'voided':
      return { type: 'tool-voided', id, message: result.message };
  }
}
