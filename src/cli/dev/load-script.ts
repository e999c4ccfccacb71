import { existsSync, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { given } from '../../core/values/given.ts';
import { readScript } from '../../scripted-provider/read-script.ts';
import type { Script } from '../../scripted-provider/scripted-request.ts';
import { CliError } from '../errors/cli-error.ts';
import { loadAdvice } from '../input/load-advice.ts';

const maxBytes = 16 * 1024 * 1024;
const howItLooks =
  'Write { "turns": [ { "text": "…" } ] } as JSON, or a module whose default export is turns or (request) => turn.';

/**
 * Load the script of a model: a `.json` file, else a module.
 *
 * Read once: `dev` plays what the file said when it was started.
 *
 * @throws CliError 2 `script_not_found`, `script_unreadable` or `script_invalid`, with each mistake and where it stands.
 */
export async function loadScript(file: string, cwd: string): Promise<Script> {
  const path = resolve(cwd, file);
  if (!existsSync(path)) throw refused('script_not_found', `There is no script ${path}.`, undefined);
  const found = statSync(path);
  if (!found.isFile()) throw refused('script_unreadable', `The script ${path} is no file.`, undefined);
  const { size } = found;
  if (size > maxBytes) {
    const why = `It has ${size} bytes, and a script at most ${maxBytes}.`;
    throw refused('script_invalid', `The script ${path} is too large.`, why);
  }
  const read = readScript(await exportedBy(path));
  if (read.kind === 'script') return read.script;
  const why = read.mistakes.map((mistake) => `${mistake}.`).join(' ');
  throw refused('script_invalid', `The script ${path} cannot be played.`, why);
}

async function exportedBy(path: string): Promise<unknown> {
  try {
    if (path.endsWith('.json')) return JSON.parse(readFileSync(path, 'utf8'));
    return ((await import(pathToFileURL(path).href)) as { default?: unknown }).default;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw refused('script_unreadable', `The script ${path} cannot be read.`, why, error);
  }
}

function refused(code: string, message: string, why: string | undefined, cause?: unknown): CliError {
  return new CliError({
    kind: 'usage',
    code,
    message,
    ...given({ why }),
    unchanged: 'Nothing was started.',
    advice: loadAdvice(cause ?? {}) ?? howItLooks,
    ...given({ cause }),
  });
}
