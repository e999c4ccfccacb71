/** Calls that the model proposed and nothing ran: how many so far, and the last ones. */
export interface RefusedCalls {
  readonly count: number;
  readonly last: readonly RefusedCall[];
}

export interface RefusedCall {
  readonly call: string;
  readonly tool: string;
  /** By a rule, or since there is no such tool, or by what the tool takes. */
  readonly because: 'denied' | 'unknown-tool' | 'bad-arguments';
  /** As the model was told, on one line, cut. */
  readonly message: string;
}
