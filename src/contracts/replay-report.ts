/** `holdfast.replay/v1`: whether this build takes the decisions that stand in histories. */
export interface ReplayReport {
  readonly schema: 'holdfast.replay/v1';
  /** Every history is. */
  readonly ok: boolean;
  readonly histories: readonly {
    /** The file or the run. */
    readonly source: string;
    readonly ok: boolean;
    /** Where this build differs. */
    readonly error?: string;
  }[];
}
