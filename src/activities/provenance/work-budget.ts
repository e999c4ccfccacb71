/** Says that more would have to be looked at than is looked at. */
export class WorkExceededError extends Error {
  override readonly name = 'WorkExceededError';
}

/** Counts single steps of a search, and ends it beyond a bound: by counts, so that the same search ends at the same step. */
export class WorkBudget {
  readonly #max: number;
  #spent = 0;

  constructor(max: number) {
    this.#max = max;
  }

  get spent(): number {
    return this.#spent;
  }

  /** @throws WorkExceededError once more than the bound was spent. */
  spend(steps: number): void {
    this.#spent += steps;
    if (this.#spent > this.#max) throw new WorkExceededError(`more than ${this.#max} steps`);
  }
}
