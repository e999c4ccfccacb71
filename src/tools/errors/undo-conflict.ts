/**
 * Refuse an undo because what the effect left behind has changed since. Nothing was overwritten.
 *
 * Not retried: a person decides what holds.
 */
export class UndoConflict extends Error {
  override readonly name = 'UndoConflict';
  /** What changed, one phrase each. */
  readonly conflicts: readonly string[];

  constructor(subject: string, conflicts: readonly string[]) {
    super(
      `${subject} was not undone, because its traces changed since: ${conflicts.join('; ')}. Nothing was overwritten; settle it by hand, or undo the later change first.`,
    );
    this.conflicts = conflicts;
  }
}
