/** The run waits for its model's provider, whose failure passes by itself. */
export interface ProviderWait {
  readonly sinceMs: number;
  /** Then it gives up. Time in which it could not ask (paused, or nobody drove it) is not counted. */
  readonly untilMs: number;
  readonly notBeforeMs: number;
  /** How often the run asked in vain; the short retries of each time are not counted. */
  readonly asked: number;
  /** How often it was asked in vain, short retries included: what people are told. */
  readonly requests: number;
  /** What the provider last said. */
  readonly why: string;
}
