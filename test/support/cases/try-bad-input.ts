import { lastJson, runCli } from '../run-cli.ts';
import type { BadInput, BadInputPlace } from './bad-input.ts';

/**
 * Give the command line one bad input and say what is wrong with its answer; nothing when all is right.
 *
 * The answer under `--json` must be one `holdfast.error/v1` with the code, or a run that closed by itself without a
 * model call; the exit code that of the contract; a next command must be named.
 */
export async function tryBadInput(input: BadInput, place: BadInputPlace): Promise<string[]> {
  const result = await runCli(input.argv(place), {
    cwd: place.folder,
    env: { HOLDFAST_HOME: `${place.folder}/home` },
    ...(input.stdin === undefined ? {} : { stdin: input.stdin }),
  });
  const problems: string[] = [];
  if (result.exitCode !== input.exitCode) {
    problems.push(`exits ${result.exitCode} instead of ${input.exitCode}: ${result.stdout}${result.stderr}`);
  }
  const answer = lastJson(result);
  return [
    ...problems,
    ...(answer['schema'] === 'holdfast.run/v1' ? ofRun(answer, input) : ofError(answer, input)),
  ];
}

function ofError(answer: Record<string, unknown>, { code }: BadInput): string[] {
  const problems: string[] = [];
  if (answer['schema'] !== 'holdfast.error/v1') problems.push(`prints ${String(answer['schema'])}`);
  if (answer['code'] !== code) problems.push(`has code ${String(answer['code'])} instead of ${code}`);
  if (typeof answer['message'] !== 'string' || !/^[A-Z].*[.!]$/s.test(answer['message'])) {
    problems.push(`has no sentence for a message: ${String(answer['message'])}`);
  }
  if (typeof answer['next'] !== 'string' || answer['next'] === '') problems.push('names no next command');
  return problems;
}

function ofRun(answer: Record<string, unknown>, { code }: BadInput): string[] {
  const { state, outcome, totals } = answer as {
    state?: string;
    outcome?: { kind?: string; reason?: { code?: string } };
    totals?: { modelCalls?: number };
  };
  const found = `${state} ${outcome?.kind} ${outcome?.reason?.code}, ${totals?.modelCalls} model calls`;
  const expected = `closed failed ${code}, 0 model calls`;
  return found === expected ? [] : [`ends as ${found} instead of ${expected}`];
}
