/** A command that workers gave back because they lack what it takes: it goes out again, at no cost of attempts. */
export interface Unserved {
  /** The call or the model call that it is for, or `open`. */
  readonly of: string;
  /** How often it was given back. */
  readonly times: number;
  readonly notBeforeMs: number;
  /** What a worker would have to have. */
  readonly lacking: string;
}
