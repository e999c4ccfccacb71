import { type Asking, askLine } from './ask-line.ts';

/** `leave`: Ctrl-D, Ctrl-C or a signal; nobody answered. */
export type Confirmation = 'yes' | 'no' | 'leave';

/** Ask the person at the terminal a question until the answer is yes or no. */
export async function askYesOrNo(
  context: Asking,
  question: string,
  signal: AbortSignal,
): Promise<Confirmation> {
  return (await askLine(context, `${question} `, signal, readConfirmation)) ?? 'leave';
}

/** What a line answers; undefined when it is neither yes nor no. */
export function readConfirmation(line: string): Confirmation | undefined {
  const word = line.trim().toLowerCase();
  if (word === 'y' || word === 'yes') return 'yes';
  return word === 'n' || word === 'no' ? 'no' : undefined;
}
