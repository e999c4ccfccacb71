import { createInterface } from 'node:readline/promises';
import type { CliContext } from '../command.ts';

export type Asking = Pick<CliContext, 'stdin' | 'stderr' | 'narrate'>;

/**
 * Ask the person at the terminal until a line says something.
 *
 * @param read What a line says; undefined asks again.
 * @returns `undefined` on Ctrl-D, Ctrl-C and a signal: nobody answers now.
 */
export async function askLine<Answer>(
  context: Asking,
  question: string,
  signal: AbortSignal,
  read: (line: string) => Answer | undefined,
): Promise<Answer | undefined> {
  const lines = createInterface({
    input: context.stdin as unknown as NodeJS.ReadableStream,
    output: context.stderr as unknown as NodeJS.WritableStream,
  });
  // The line editor swallows Ctrl-C; the process has to hear of it as of any other.
  lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  const closed = new Promise<undefined>((resolve) => lines.once('close', () => resolve(undefined)));
  try {
    for (;;) {
      const line = await Promise.race([lines.question(question, { signal }), closed]);
      if (line === undefined) break;
      const answer = read(line);
      if (answer !== undefined) return answer;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    lines.close();
  }
  context.narrate('');
  return undefined;
}
