import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { boundedText } from '../../core/values/bounded-text.ts';
import { runProgram } from '../process/run-program.ts';

export interface TemporalCli {
  readonly path: string;
  /** Version of the server inside it. */
  readonly serverVersion: string;
}

/** Find the first executable file of that name on PATH. */
export function findOnPath(name: string, env: NodeJS.ProcessEnv = process.env): string | undefined {
  const file = process.platform === 'win32' ? `${name}.exe` : name;
  return (env.PATH ?? '')
    .split(delimiter)
    .filter((directory) => directory !== '')
    .map((directory) => join(directory, file))
    .find(isExecutable);
}

/** Ask a file whether it is the Temporal CLI and which server it holds; answers why not as a string. */
export async function probeTemporalCli(
  path: string,
  signal?: AbortSignal | undefined,
): Promise<TemporalCli | string> {
  if (!isExecutable(path)) return `${path} is not an executable file`;
  const { code, stdout, errorTail } = await runProgram(path, ['--version'], { timeoutMs: 10_000, signal });
  const serverVersion = /^temporal version .*\bserver (\d[\w.+-]*)/im.exec(stdout)?.[1];
  if (code === 0 && serverVersion !== undefined) return { path, serverVersion };
  const said = boundedText(stdout.trim() || errorTail || `exit ${code}`, { chars: 200 });
  return `${path} is not the Temporal CLI: \`--version\` said "${said}"`;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
