import { maxTailChars, type StreamedText } from '../../contracts/streamed-text.ts';
import { withoutThoughts } from '../../core/model/visible-text.ts';

/**
 * Collects an answer's text as it comes and keeps its end, small enough for a heartbeat.
 *
 * Without thoughts that stand in tags, as far as they can be known: of what a closing tag alone ends, one hears once it
 * came, and the text begins anew.
 */
export class TextTail {
  readonly #call: Pick<StreamedText, 'turn' | 'attempt'>;
  #text = '';

  constructor(call: Pick<StreamedText, 'turn' | 'attempt'>) {
    this.#call = call;
  }

  add(delta: string): void {
    this.#text += delta;
  }

  /** Undefined while there is no text. */
  read(): StreamedText | undefined {
    // A tag that has only begun may be an opening one.
    const text = withoutThoughts(this.#text).replace(/^\s*<[^>\s]{0,20}$/, '');
    return text === ''
      ? undefined
      : { ...this.#call, length: text.length, tail: text.slice(-maxTailChars).toWellFormed() };
  }
}
