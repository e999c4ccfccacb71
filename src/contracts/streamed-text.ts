/** What a model call that is under way tells of its text, as details of its heartbeats: never part of a history. */
export interface StreamedText {
  readonly turn: number;
  /** The server keeps what an attempt said until the next one says something. */
  readonly attempt: number;
  /** Characters so far. */
  readonly length: number;
  /** The last of them, at most `maxTailChars`. */
  readonly tail: string;
}

export const maxTailChars = 4_096;

/** Argument of the `watch` query: somebody wants to see text as it comes, for so long unless the query is repeated. */
export interface WatchRequest {
  readonly forMs: number;
}

export const longestWatchMs = 120_000;

/** How workflow code tells its worker process that a run is watched: outside of history, and only within a query. */
export type WatchSinks = { watchers: { watched(forMs: number): void } };
