import type { CliContext } from '../command.ts';
import { cleanText } from '../render/clean-text.ts';
import { askLine } from './ask-line.ts';

export type PersonAnswer =
  | { readonly kind: 'text'; readonly text: string }
  /** `/end`: the conversation is over. */
  | { readonly kind: 'end' }
  /** Ctrl-D or Ctrl-C: nobody answers now. */
  | { readonly kind: 'leave' };

/** Show a message and read the answer of the person at the terminal; an empty line asks again. */
export async function askPerson(
  context: Pick<CliContext, 'stdin' | 'stdout' | 'stderr' | 'print' | 'narrate'>,
  message: string,
  signal: AbortSignal,
): Promise<PersonAnswer> {
  context.print(`\n${cleanText(message)}\n`);
  const answer = await askLine(context, 'you (/end closes, Ctrl-D leaves): ', signal, readAnswer);
  return answer ?? { kind: 'leave' };
}

function readAnswer(line: string): PersonAnswer | undefined {
  if (line.trim() === '') return undefined;
  return line.trim() === '/end' ? { kind: 'end' } : { kind: 'text', text: line };
}
