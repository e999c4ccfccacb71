import type { Charter } from './charter.ts';
import type { Failure } from './failure.ts';
import type { Json } from './json.ts';
import type { ModelTurn } from './model-turn.ts';

/** A fact that a run learned. Time enters here and nowhere else: the workflow's clock, in ms since the epoch. */
export type RunEvent = { readonly atMs: number } & (
  | { readonly type: 'command-started'; readonly id: string }
  | { readonly type: 'run-opened'; readonly charter: Charter }
  | { readonly type: 'run-opening-failed'; readonly failure: Failure }
  | { readonly type: 'model-answered'; readonly id: string; readonly answer: ModelTurn }
  | { readonly type: 'model-failed'; readonly id: string; readonly failure: Failure }
  | { readonly type: 'tool-succeeded'; readonly id: string; readonly output: Json }
  | { readonly type: 'tool-rejected'; readonly id: string; readonly message: string }
  | { readonly type: 'tool-failed'; readonly id: string; readonly failure: Failure }
  | { readonly type: 'user-spoke'; readonly message: string; readonly messageId: string }
  | { readonly type: 'conversation-ended' }
  | { readonly type: 'paused' }
  | { readonly type: 'resumed' }
  | { readonly type: 'cancel-requested'; readonly by: string; readonly reason?: string }
);

export type RunEventType = RunEvent['type'];
