import { PassThrough } from 'node:stream';
import { main } from '../../src/cli/main.ts';
import type { CliResult } from './run-cli.ts';

/**
 * Run one command line in this process as on a terminal, and type an answer at each question.
 *
 * Answers are typed one by one, each when what was written last ends in a question, `null` being Ctrl-D.
 */
export async function runCliAtTerminal(
  argv: readonly string[],
  { answers, cwd }: { readonly answers: readonly (string | null)[]; readonly cwd: string },
): Promise<CliResult> {
  const printed = { stdout: '', stderr: '' };
  const waiting = [...answers];
  const stdin = Object.assign(new PassThrough(), { isTTY: true });
  const screen = (name: keyof typeof printed) => {
    const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      printed[name] += text;
      if (name !== 'stderr' || !endsInQuestion(printed.stderr)) return;
      const answer = waiting.shift();
      if (answer === undefined) return;
      setTimeout(() => stdin.write(answer === null ? '\u0004' : `${answer}\r`), 10);
    });
    return stream;
  };
  const { HOME = '', PATH = '' } = process.env;
  const exitCode = await main(argv, {
    stdin,
    stdout: screen('stdout'),
    stderr: screen('stderr'),
    env: { HOME, PATH, NO_COLOR: '1' },
    cwd,
  });
  return { exitCode, ...printed };
}

/** A prompt was written whole, and nothing after it but where the cursor goes. */
function endsInQuestion(text: string): boolean {
  return /\((?:y\/n|m for more)[^)]*\) (?:\u001b\[\d*[A-Z])*$/.test(text);
}
