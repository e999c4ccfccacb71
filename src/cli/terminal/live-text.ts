import type { CliOutput } from '../command.ts';
import { cleanText } from '../render/clean-text.ts';
import { cutText, wrapText } from '../render/text-width.ts';

const shownLines = 8;
const eraseLine = '\u001b[2K';
const up = '\u001b[1A';

/**
 * Show the end of a text on a terminal while it grows, in place, and take it away again.
 *
 * The text itself is printed when it is whole; until then a person sees that, and what, the model writes.
 */
export class LiveText {
  readonly #output: CliOutput;
  readonly #width: number;
  #text = '';
  #drawn = 0;

  constructor(output: CliOutput, width: number) {
    this.#output = output;
    this.#width = width;
  }

  /** Add to the text; `begins` puts it in place of what there was. */
  add(delta: string, begins: boolean): void {
    this.#text = begins ? delta : this.#text + delta;
    this.#erase();
    const lines = wrapText(cleanText(this.#text).trim(), this.#width - 4).slice(-shownLines);
    if (lines.length === 0) return;
    this.#drawn = lines.length;
    this.#output.write(lines.map((line) => `  │ ${cutText(line, this.#width - 5)}\n`).join(''));
  }

  /** Take the text away, so that other lines may be printed. */
  clear(): void {
    this.#text = '';
    this.#erase();
  }

  #erase(): void {
    if (this.#drawn === 0) return;
    this.#output.write(`${`${up}${eraseLine}`.repeat(this.#drawn)}\r`);
    this.#drawn = 0;
  }
}
