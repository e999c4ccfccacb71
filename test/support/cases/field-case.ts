import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { endTree } from '../end-tree.ts';
import { installPackages, ownPath, packPackage } from '../installed-package.ts';
import { missingShared, sharedPath } from '../shared-data.ts';

const checkout = resolve(import.meta.dirname, '../../..');
const folder = 'field-runs';

/** Why field cases cannot be played here, or false. */
export const missingFieldRuns = missingShared(folder);

export type FieldVerdict =
  | { readonly kind: 'passed' }
  | { readonly kind: 'skipped'; readonly because: string }
  | { readonly kind: 'failed'; readonly problems: readonly string[] };

/** Names of the cases: every folder but the runner's own. */
export function fieldCases(): readonly string[] {
  return readdirSync(sharedPath(folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'lib')
    .map(({ name }) => name)
    .sort();
}

/** The package of this checkout as a user has it: variables by which the collection's runner finds it. */
export interface FieldPackage {
  readonly env: Readonly<Record<string, string>>;
  remove(): void;
}

/**
 * Pack this checkout and install it into a folder of its own.
 *
 * @throws Error with what npm said, as where no registry can be reached.
 */
export async function installFieldPackage(): Promise<FieldPackage> {
  const place = mkdtempSync(join(tmpdir(), 'holdfast-field-'));
  const remove = (): void => rmSync(place, { recursive: true, force: true, maxRetries: 5 });
  try {
    const app = join(place, 'app');
    mkdirSync(app);
    const tarball = packPackage(place);
    await installPackages(app, [tarball]);
    return { env: { HOLDFAST_TARBALL: tarball, HOLDFAST_INSTALL: app, PATH: ownPath }, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

/** Whether a case was skipped for want of the installed package. */
export function wantsPackage(verdict: FieldVerdict): boolean {
  return verdict.kind === 'skipped' && /HOLDFAST_(TARBALL|INSTALL) is not set/.test(verdict.because);
}

/**
 * Play one case against this checkout with the collection's own runner.
 *
 * A case that is not done in time fails, and everything that it started is ended. One that checks nothing fails as well.
 */
export async function playFieldCase(
  name: string,
  timeoutMs: number,
  env: Readonly<Record<string, string>> = {},
): Promise<FieldVerdict> {
  const runner = spawn(process.execPath, ['run-case.mjs', name], {
    cwd: sharedPath(join(folder, 'lib')),
    env: { ...process.env, ...env, HOLDFAST_APP: checkout },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  runner.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  runner.stderr.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    endTree(runner);
  }, timeoutMs);
  const exitCode = await new Promise<number | null>((settle) => runner.on('exit', settle));
  clearTimeout(timer);
  return verdictOf(text, exitCode, isLate ? timeoutMs : undefined);
}

function verdictOf(text: string, exitCode: number | null, timedOutMs: number | undefined): FieldVerdict {
  const lines = text.split('\n');
  // What was found instead stands below it, indented.
  const problems = text
    .split(/^(?=FAIL |ok |skip )/m)
    .flatMap((told) => /^FAIL (.*)/s.exec(told)?.[1]?.trim() ?? []);
  if (timedOutMs !== undefined) return failed([...problems, `was not done after ${timedOutMs / 1000} s`]);
  if (exitCode !== 0) return failed(problems.length > 0 ? problems : [`ended with ${exitCode}: ${text}`]);
  const skip = lines.find((line) => line.startsWith('skip '));
  if (skip !== undefined) return { kind: 'skipped', because: skip.slice(5) };
  const hasChecked = lines.some((line) => line.startsWith('ok '));
  return hasChecked ? { kind: 'passed' } : failed(['checked nothing']);
}

function failed(problems: readonly string[]): FieldVerdict {
  return { kind: 'failed', problems };
}
