import { maxTailChars, type StreamedText } from '../../contracts/streamed-text.ts';
import { maxAnswerBytes } from '../../core/calls/result-limits.ts';
import { beforeBegunCall } from '../../core/model/begun-call.ts';
import { finalChannel } from '../../core/values/final-channel.ts';
import { spokenText } from '../../core/values/visible-text.ts';

/** A tag that has only begun may be an opening one; so may the bare name of a channel. */
const begun = /(?:^|\n|>)[^\S\n]*[<[◁&][^>\]▷;\s]{0,40}$|^\s*(?:assistant|analysis|commentary)+$/;
const longestBegun = 60;

/**
 * Collects an answer's text as it comes and keeps its end, small enough for a heartbeat.
 *
 * Without calls that are written as text, and without thoughts that stand in tags or channels, as far as they can be known: of
 * what a closing tag alone ends, one hears once it came, and the text begins anew. Of what is longer than an answer may be
 * the rest is not told.
 */
export class TextTail {
  readonly #call: Pick<StreamedText, 'turn' | 'attempt'>;
  #text = '';
  #tools: readonly string[] = [];
  /** What was told of the text so far: it is read more often than it grows. */
  #told: { readonly length: number; readonly text: StreamedText | undefined } | undefined;

  constructor(call: Pick<StreamedText, 'turn' | 'attempt'>) {
    this.#call = call;
  }

  /** Calls of these, written as text, are not told. */
  knowTools(names: readonly string[]): void {
    this.#tools = names;
  }

  add(delta: string): void {
    if (this.#text.length < maxAnswerBytes) this.#text += delta;
  }

  /** Undefined while there is no text. */
  read(): StreamedText | undefined {
    const { length } = this.#text;
    if (this.#told?.length !== length) this.#told = { length, text: this.#tell() };
    return this.#told.text;
  }

  #tell(): StreamedText | undefined {
    const spoken = finalChannel(beforeBegunCall(spokenText(this.#text, { isUnfinished: true }), this.#tools));
    const end = spoken.slice(-longestBegun);
    const text = spoken.slice(0, spoken.length - end.length) + end.replace(begun, '');
    return text.trim() === ''
      ? undefined
      : { ...this.#call, length: text.length, tail: text.slice(-maxTailChars).toWellFormed() };
  }
}
