/**
 * Of a text in the channels of OpenAI's open models, what stands in `final`; without one, nothing.
 *
 * Some servers leave out the marks between channels and keep their names: `analysis…assistantfinal…`.
 */
export function finalChannel(text: string): string {
  if (/^\s*(?:<\|(?:start|channel)\|>|(?:analysis|commentary)<\|message\|>)/.test(text))
    return markedFinal(text);
  if (!/^\s*(?:assistant)?(?:analysis|commentary)/.test(text)) return spokenFinal(text);
  const [, ...finals] = text.split('assistantfinal');
  if (finals.length > 0) return finals.join('').trim();
  // A name that runs into a sentence is no word of one.
  return /^\s*(?:assistantanalysis|analysis(?=[A-Z"“'’]))/.test(text) ? '' : text;
}

function markedFinal(text: string): string {
  const final = /<\|channel\|>final[^<]*<\|message\|>([\s\S]*?)(?=<\|(?:end|return|start|call)\|>|$)/g;
  return [...text.matchAll(final)]
    .map((match) => match[1] ?? '')
    .join('')
    .trim();
}

/** Granite says in words what is thought and what is answered. */
function spokenFinal(text: string): string {
  if (!/^\s*Here(?:'|’)?(?: i)?s my thought process:/.test(text)) return text;
  const answer = /^\s*Here(?:'|’)?(?: i)?s my response:/m.exec(text);
  return answer === null ? text : text.slice(answer.index + answer[0].length).trim();
}
