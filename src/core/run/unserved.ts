/**
 * A command that is to go out again at no cost of attempts: workers gave it back because they lack what it takes, or were
 * lost with a look.
 */
export interface Unserved {
  /** The call or the model call that it is for, `open`, or the command itself. */
  readonly of: string;
  /** How often it was given back. */
  readonly times: number;
  /** How often its worker was lost; absent while none was. */
  readonly lost?: number;
  /** Attempts of a look that came to an end before it was lost; absent while there was none. */
  readonly attempts?: number;
  readonly notBeforeMs: number;
  /** What a worker would have to have; absent where the last one was lost. */
  readonly lacking?: string;
}
