import { Readable } from 'node:stream';
import { main } from '../../src/cli/main.ts';
import { publishedSchemas } from '../../src/reports/published-schemas.ts';

export interface CliResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliSurroundings {
  readonly stdin?: string;
  /** Variables of the command; it sees no others, but for HOME and PATH. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly width?: number;
}

/** Run one command line in this process, off a terminal, and collect what it prints. */
export async function runCli(
  argv: readonly string[],
  surroundings: CliSurroundings = {},
): Promise<CliResult> {
  const printed = { stdout: '', stderr: '' };
  const columns = surroundings.width ?? 80;
  const sink = (name: keyof typeof printed) => ({
    columns,
    isTTY: false,
    write: (text: string) => {
      printed[name] += text;
    },
  });
  const { HOME = '', PATH = '' } = process.env;
  const exitCode = await main(argv, {
    stdin: Readable.from(surroundings.stdin === undefined ? [] : [surroundings.stdin]),
    stdout: sink('stdout'),
    stderr: sink('stderr'),
    env: { HOME, PATH, ...surroundings.env },
    cwd: surroundings.cwd ?? process.cwd(),
  });
  return { exitCode, ...printed };
}

/**
 * Read the one JSON value that a command printed last.
 *
 * @throws ZodError when it carries a published shape's name and is not of that shape.
 */
export function lastJson(result: CliResult): Record<string, unknown> {
  const line = result.stdout.trimEnd().split('\n').at(-1) ?? '';
  const value = JSON.parse(line) as Record<string, unknown>;
  publishedSchemas[String(value['schema'])]?.parse(value);
  return value;
}
