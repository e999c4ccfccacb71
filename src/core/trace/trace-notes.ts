import { boundedText } from '../values/bounded-text.ts';
import { quotedLine } from '../values/quoted-line.ts';
import { textBounds } from '../values/text-bounds.ts';
import type { HistoryFact } from './history-fact.ts';
import type { TraceNote } from './trace-view.ts';

/** Anybody may send signals without end. */
const keptNotes = 50;

/** What happened to a run and is no step of it: the last of it. */
export class TraceNotes {
  readonly #notes: TraceNote[] = [];

  get all(): readonly TraceNote[] {
    return this.#notes;
  }

  addSkipped({ atMs, name, because }: Extract<HistoryFact, { type: 'signal-skipped' }>): void {
    const message = `The signal ${quotedLine(name, 80)} was skipped: ${because}.`;
    this.#notes.push({ at: new Date(atMs).toISOString(), message: boundedText(message, textBounds.reason) });
    if (this.#notes.length > keptNotes) this.#notes.shift();
  }
}
