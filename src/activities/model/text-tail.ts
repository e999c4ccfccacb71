import { maxTailChars, type StreamedText } from '../../contracts/streamed-text.ts';
import { beforeBegunCall } from '../../core/model/begun-call.ts';
import { finalChannel, withoutThoughts } from '../../core/values/visible-text.ts';

/**
 * Collects an answer's text as it comes and keeps its end, small enough for a heartbeat.
 *
 * Without calls that are written as text, and without thoughts that stand in tags, as far as they can be known: of what a closing tag alone ends, one hears once it
 * came, and the text begins anew.
 */
export class TextTail {
  readonly #call: Pick<StreamedText, 'turn' | 'attempt'>;
  #text = '';
  #tools: readonly string[] = [];

  constructor(call: Pick<StreamedText, 'turn' | 'attempt'>) {
    this.#call = call;
  }

  /** Calls of these, written as text, are not told. */
  knowTools(names: readonly string[]): void {
    this.#tools = names;
  }

  add(delta: string): void {
    this.#text += delta;
  }

  /** Undefined while there is no text. */
  read(): StreamedText | undefined {
    // A tag that has only begun may be an opening one.
    const spoken = withoutThoughts(this.#text).replace(/^\s*<[^>\s]{0,20}$/, '');
    const text = finalChannel(beforeBegunCall(spoken, this.#tools));
    return text === ''
      ? undefined
      : { ...this.#call, length: text.length, tail: text.slice(-maxTailChars).toWellFormed() };
  }
}
