import { maxTailChars, type StreamedText } from '../../contracts/streamed-text.ts';

/** Collects an answer's text as it comes and keeps its end, small enough for a heartbeat. */
export class TextTail {
  readonly #call: Pick<StreamedText, 'turn' | 'attempt'>;
  #length = 0;
  #tail = '';

  constructor(call: Pick<StreamedText, 'turn' | 'attempt'>) {
    this.#call = call;
  }

  add(delta: string): void {
    this.#length += delta.length;
    this.#tail = (this.#tail + delta).slice(-maxTailChars);
  }

  /** Undefined while there is no text. */
  read(): StreamedText | undefined {
    return this.#length === 0
      ? undefined
      : { ...this.#call, length: this.#length, tail: this.#tail.toWellFormed() };
  }
}
