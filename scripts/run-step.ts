import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import type { CheckStep } from './check-steps.ts';
import { countVitest, type TestCounts } from './vitest-counts.ts';

const root = resolve(import.meta.dirname, '..');

export interface StepResult extends TestCounts {
  readonly name: string;
  readonly durationMs: number;
}

/** Run one step with its output shown as it comes, and count what it found; anything but a test counts as one. */
export async function runStep(step: CheckStep, form: 'short' | 'long'): Promise<StepResult> {
  if (step.missing) {
    console.log(`Skipped: ${step.missing}`);
    return { name: step.name, passed: 0, failed: 0, skipped: 1, failures: [], durationMs: 0 };
  }
  const startedAt = performance.now();
  const reports = mkdtempSync(join(tmpdir(), 'holdfast-check-'));
  const report = join(reports, 'vitest.json');
  const [program, ...args] = step.command;
  if (step.countsTests) args.push('--reporter=default', '--reporter=json', `--outputFile.json=${report}`);
  try {
    const exitCode = await run(program, args, form, step.env);
    const counts = step.countsTests
      ? countVitest(readIfWritten(report), exitCode)
      : {
          passed: exitCode === 0 ? 1 : 0,
          failed: exitCode === 0 ? 0 : 1,
          skipped: 0,
          failures: exitCode === 0 ? [] : [`${step.command.join(' ')} ended with ${exitCode ?? 'a signal'}`],
        };
    return { name: step.name, ...counts, durationMs: performance.now() - startedAt };
  } finally {
    rmSync(reports, { recursive: true, force: true });
  }
}

async function run(
  program: string,
  args: readonly string[],
  form: 'short' | 'long',
  stepEnv?: CheckStep['env'],
): Promise<number | null> {
  const child = spawn(program, args, {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      ...stepEnv,
      // A step finds the locked programs, and with them the locked Node, also when npm did not start it.
      PATH: [join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter),
      HOLDFAST_TEST_FORM: form,
    },
  });
  const forward = (signal: NodeJS.Signals): boolean => child.kill(signal);
  process.on('SIGTERM', forward);
  try {
    return await new Promise((settle) => {
      child.on('error', (error) => {
        console.error(`${program} did not start: ${error.message}. Install the dependencies first: npm ci`);
        settle(null);
      });
      child.on('exit', settle);
    });
  } finally {
    process.off('SIGTERM', forward);
  }
}

function readIfWritten(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
