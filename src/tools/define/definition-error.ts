/**
 * Refuse a definition, with everything that is wrong in it.
 *
 * `mistakes` has one sentence for each: what was found and how to mend it.
 */
export class DefinitionError extends Error {
  override readonly name = 'DefinitionError';
  /** What was being defined: `tool "refund"`. */
  readonly subject: string;
  readonly mistakes: readonly string[];

  constructor(subject: string, mistakes: readonly string[]) {
    const count = mistakes.length === 1 ? '1 mistake' : `${mistakes.length} mistakes`;
    super(`${subject} has ${count}:\n${mistakes.map((mistake) => `  - ${mistake}`).join('\n')}`);
    this.subject = subject;
    this.mistakes = mistakes;
  }
}
