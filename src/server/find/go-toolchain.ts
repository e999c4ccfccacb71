import { runProgram } from '../process/run-program.ts';

export type GoToolchain =
  | { readonly ok: true; readonly version: string }
  | { readonly ok: false; readonly reason: string };

/**
 * Look for a Go toolchain of at least `leastVersion` on PATH.
 *
 * Asked in the module's directory, so that a toolchain that fetches a newer one by itself counts as that one.
 */
export async function findGoToolchain(
  leastVersion: string,
  options: { cwd: string; env?: NodeJS.ProcessEnv; signal?: AbortSignal | undefined },
): Promise<GoToolchain> {
  const { code, stdout, errorTail } = await runProgram('go', ['version'], { ...options, timeoutMs: 60_000 });
  if (code === null) return { ok: false, reason: 'no Go toolchain on PATH' };
  const version = /\bgo(\d+\.\d+(?:\.\d+)?)/.exec(stdout)?.[1];
  if (version === undefined) {
    return { ok: false, reason: `\`go version\` failed: ${errorTail || stdout.trim() || `exit ${code}`}` };
  }
  if (isOlder(version, leastVersion)) {
    return { ok: false, reason: `Go ${version} on PATH is older than ${leastVersion}` };
  }
  return { ok: true, version };
}

function isOlder(version: string, least: string): boolean {
  const [a, b] = [version, least].map((text) => text.split('.').map(Number));
  for (let i = 0; i < 3; i++) {
    const difference = (a?.[i] ?? 0) - (b?.[i] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
