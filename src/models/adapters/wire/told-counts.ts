import { isFields } from '../../../core/values/fields-of.ts';
import { countIn } from '../token-usage.ts';
import type { Wire } from './wire-reader.ts';

/**
 * The counts of one answer, as its events tell them one after the other.
 *
 * Those told before the last of the output know nothing of it: they are of a part, and no bill.
 */
export class ToldCounts {
  readonly #outputNames: readonly string[];
  #counts: Wire | undefined;
  #isOfPart = false;

  /** `outputNames`: the fields that say what the output came to. */
  constructor(outputNames: readonly string[]) {
    this.#outputNames = outputNames;
  }

  /** Take what an event tells: what it leaves out stays as it was told before. */
  take(told: unknown): void {
    if (!isFields(told)) return;
    const present = Object.entries(told).filter(([, value]) => value !== null && value !== undefined);
    this.#counts = { ...this.#counts, ...Object.fromEntries(present) };
    if (this.#outputNames.some((name) => countIn(told[name]) !== undefined)) this.#isOfPart = false;
  }

  /** More output came, or will. */
  goOn(): void {
    this.#isOfPart = true;
  }

  /** All that was told, also of a part. */
  get told(): Wire | undefined {
    return this.#counts;
  }

  /** The counts of the whole answer. */
  get whole(): Wire | undefined {
    return this.#isOfPart ? undefined : this.#counts;
  }
}
