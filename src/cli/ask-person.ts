import { createInterface } from 'node:readline/promises';
import type { CliContext } from './command.ts';
import { cleanText } from './render/clean-text.ts';

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
  const lines = createInterface({
    input: context.stdin as unknown as NodeJS.ReadableStream,
    output: context.stderr as unknown as NodeJS.WritableStream,
  });
  // The line editor swallows Ctrl-C; the process has to hear of it as of any other.
  lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  const closed = new Promise<undefined>((resolve) => lines.once('close', () => resolve(undefined)));
  try {
    for (;;) {
      const line = await Promise.race([
        lines.question('you (/end closes, Ctrl-D leaves): ', { signal }),
        closed,
      ]);
      if (line === undefined) {
        context.narrate('');
        return { kind: 'leave' };
      }
      if (line.trim() === '/end') return { kind: 'end' };
      if (line.trim() !== '') return { kind: 'text', text: line };
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    context.narrate('');
    return { kind: 'leave' };
  } finally {
    lines.close();
  }
}
