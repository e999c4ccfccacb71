import { createInterface } from 'node:readline/promises';
import type { CliContext } from './command.ts';

/** `leave`: Ctrl-D, Ctrl-C or a signal; nobody answered. */
export type Confirmation = 'yes' | 'no' | 'leave';

/** Ask the person at the terminal a question until the answer is yes or no. */
export async function confirm(
  context: Pick<CliContext, 'stdin' | 'stderr' | 'narrate'>,
  question: string,
  signal: AbortSignal,
): Promise<Confirmation> {
  const lines = createInterface({
    input: context.stdin as unknown as NodeJS.ReadableStream,
    output: context.stderr as unknown as NodeJS.WritableStream,
  });
  // The line editor swallows Ctrl-C; the process has to hear of it as of any other.
  lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  const closed = new Promise<undefined>((resolve) => lines.once('close', () => resolve(undefined)));
  try {
    for (;;) {
      const line = await Promise.race([lines.question(`${question} `, { signal }), closed]);
      if (line === undefined) {
        context.narrate('');
        return 'leave';
      }
      const word = line.trim().toLowerCase();
      if (word === 'y' || word === 'yes') return 'yes';
      if (word === 'n' || word === 'no') return 'no';
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    context.narrate('');
    return 'leave';
  } finally {
    lines.close();
  }
}
