/** Model calls of one turn, as far as they are made. */
export interface TurnAttempts {
  readonly dispatched: number;
  /** Of those, calls whose answer and bill nobody knows. */
  readonly lost: number;
  /** The window was cut because the provider found it too long. */
  readonly compacted: boolean;
}

export const noAttempts: TurnAttempts = { dispatched: 0, lost: 0, compacted: false };
