import { codeSpans, isWithin } from './code-spans.ts';

/** Tokens that end a turn, or a part of one, where a server writes them out. */
const ends = String.raw`<\|(?:im_end|eot_id|eom_id|eos|eot|end|return|end_of_text|endoftext|end_of_turn|endofturn|end_of_sentence|end_of_document|end_of_solution|END_OF_TURN_TOKEN|END_RESPONSE|END_TEXT|user|observation|assistant_end)\|>|<(?:end_of_turn|eos|turn\|)>|<｜end▁of▁sentence｜>|\[EOS\]|</s>`;
/** Tokens that begin one, with the role that stands behind. */
const begins = String.raw`<\|im_start\|>(?:assistant|model)?|<\|start_header_id\|>assistant<\|end_header_id\|>|<\|begin_of_text\|>|<\|(?:START_OF_TURN_TOKEN|CHATBOT_TOKEN|START_RESPONSE|START_TEXT|begin_of_solution)\|>|<\|assistant\|>|<start_of_turn>(?:model)?|<\|turn>(?:model)?|<bos>|<s>(?![^<]*</s>)`;

const atEnd = new RegExp(`(?:${ends})$`);
const atBeginning = new RegExp(String.raw`^\s*(?:${begins})`);
/** A turn that ends and another that begins: what follows is nobody's answer. */
const nextTurn = new RegExp(
  String.raw`(?:${ends})\s*(?=<\|im_start\|>|<\|start_header_id\|>|<start_of_turn>|<\|turn>|<\|START_OF_TURN_TOKEN\|>)`,
  'g',
);

/**
 * Take the tokens out of a text that a server should have kept to itself: at its ends, and a turn of somebody else's that
 * a model wrote behind its own. A token that a sentence speaks of, or code quotes, is part of the text.
 */
export function withoutEndTokens(text: string): string {
  let rest = text;
  if (text.includes('<|') || text.includes('<start_of_turn>')) {
    const code = codeSpans(text);
    const turn = [...text.matchAll(nextTurn)].find(({ index }) => !isWithin(index, code));
    // At the very beginning it is what was left of the turn before.
    if (turn !== undefined && text.slice(0, turn.index).trim() !== '') rest = text.slice(0, turn.index);
  }
  for (let found = atBeginning.exec(rest); found !== null; found = atBeginning.exec(rest)) {
    rest = rest.slice(found[0].length).trimStart();
  }
  const strikesThrough = rest.includes('<s>');
  for (;;) {
    const trimmed = rest.trimEnd();
    // No token is longer.
    const token = atEnd.exec(trimmed.slice(-40))?.[0];
    if (token === undefined || (token === '</s>' && strikesThrough)) break;
    // A word of a sentence.
    if (/[\w,][^\S\n]$/.test(trimmed.slice(0, -token.length).slice(-2))) break;
    rest = trimmed.slice(0, -token.length);
  }
  return rest === text ? text : rest.trim();
}
