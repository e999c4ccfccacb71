/** What became of the dispatches of one compensation, or of one look, that came to no end of their own. */
export interface UndoTries {
  /** By workers that lack its tool. */
  readonly givenBack: number;
  /** With their worker. */
  readonly lost: number;
  /** Attempts that came to an end, of its policy. */
  readonly attempts: number;
  /** One of them may have undone. */
  readonly mayBeUndone: boolean;
}

export const noUndoTries: UndoTries = { givenBack: 0, lost: 0, attempts: 0, mayBeUndone: false };
