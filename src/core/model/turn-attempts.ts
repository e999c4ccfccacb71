/** Calls of one turn whose answer got lost or came in pieces, before the run gives up on the provider. */
export const maxLostCalls = 3;

/** Model calls of one turn, as far as they are made. */
export interface TurnAttempts {
  readonly dispatched: number;
  /** Of those, calls whose answer nobody knows, or that brought none that is whole. */
  readonly lost: number;
  /** The window was cut because the provider found it too long. */
  readonly compacted: boolean;
}

export const noAttempts: TurnAttempts = { dispatched: 0, lost: 0, compacted: false };
