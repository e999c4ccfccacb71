import { maxTailChars, type StreamedText } from '../contracts/streamed-text.ts';

/** Collects an answer's text as it comes and keeps its end, small enough for a heartbeat. */
export class TextTail {
  readonly #turn: number;
  #length = 0;
  #tail = '';

  constructor(turn: number) {
    this.#turn = turn;
  }

  add(delta: string): void {
    this.#length += delta.length;
    this.#tail = (this.#tail + delta).slice(-maxTailChars);
  }

  /** Undefined while there is no text. */
  read(): StreamedText | undefined {
    return this.#length === 0 ? undefined : { turn: this.#turn, length: this.#length, tail: this.#tail };
  }
}
