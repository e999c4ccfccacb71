import type { CallFacts } from '../calls/call-facts.ts';
import type { Charter } from '../charter/charter.ts';
import type { RunMessageFact } from '../messages/run-messages.ts';
import type { EditCheck, ModelTurn } from '../model/model-turn.ts';
import type { Past } from '../resets/past.ts';
import type { SettlementChecked, UndoEnded } from '../undo/undo-event.ts';
import type { Failure } from '../values/failure.ts';
import type { Json } from '../values/json.ts';
import type { RunningWork } from '../work/time-limit.ts';

/** A fact that a run learned. Time enters here and nowhere else: the workflow's clock, in ms since the epoch. */
export type RunEvent = {
  readonly atMs: number;
  /** Of an activity's end: how long its attempts ran, where they say so. */
  readonly tookMs?: number;
} & (
  | { readonly type: 'command-started'; readonly id: string }
  | { readonly type: 'run-opened'; readonly charter: Charter }
  | { readonly type: 'run-opening-failed'; readonly failure: Failure }
  | { readonly type: 'model-answered'; readonly id: string; readonly answer: ModelTurn }
  | { readonly type: 'model-failed'; readonly id: string; readonly failure: Failure }
  | { readonly type: 'tool-succeeded'; readonly id: string; readonly output: Json }
  | { readonly type: 'tool-rejected'; readonly id: string; readonly message: string }
  | { readonly type: 'tool-failed'; readonly id: string; readonly failure: Failure }
  /** The tool found at the last moment that what was prepared no longer holds; nothing was done. */
  | { readonly type: 'tool-voided'; readonly id: string; readonly message: string }
  | ({ readonly type: 'call-prepared'; readonly id: string } & PreparedFacts)
  | { readonly type: 'prepare-rejected'; readonly id: string; readonly message: string }
  | { readonly type: 'prepare-failed'; readonly id: string; readonly failure: Failure }
  | { readonly type: 'edit-checked'; readonly id: string; readonly check: EditCheck }
  | { readonly type: 'effect-probed'; readonly id: string; readonly found: ProbeFinding }
  | { readonly type: 'probe-failed'; readonly id: string; readonly failure: Failure }
  | UndoEnded
  | SettlementChecked
  | { readonly type: 'past-read'; readonly id: string; readonly past: Past }
  | { readonly type: 'past-read'; readonly id: string; readonly failure: Failure }
  | { readonly type: 'time-passed' }
  | { readonly type: 'work-seen'; readonly id: string; readonly running: RunningWork }
  | RunMessageFact
);

export type RunEventType = RunEvent['type'];

/** An event before somebody has said when. */
export type EventFact = RunEvent extends infer Event
  ? Event extends unknown
    ? Omit<Event, 'atMs'>
    : never
  : never;

/** What a look at the world brought: for the person who decides, and for the guard. */
export interface PreparedFacts {
  readonly preview: string;
  readonly before?: Json;
  readonly precondition?: Json;
  readonly facts?: Partial<CallFacts>;
}

export type ProbeFinding =
  | { readonly kind: 'applied'; readonly output: Json }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown' };
