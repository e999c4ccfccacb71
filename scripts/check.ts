import { parseArgs } from 'node:util';
import { type CheckStep, checkSteps } from './check-steps.ts';
import { runStep, type StepResult } from './run-step.ts';

const { values, positionals } = parseArgs({
  options: { long: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const unknown = positionals.filter((name) => !checkSteps.some((step) => step.name === name));
if (unknown.length > 0) {
  console.error(
    `No step is called ${unknown.join(', ')}. There are: ${checkSteps.map(({ name }) => name).join(', ')}. Nothing was run.`,
  );
  process.exit(2);
}

let stoppedBy: NodeJS.Signals | undefined;
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => (stoppedBy = signal));

const form = values.long ? 'long' : 'short';
const chosen = checkSteps.filter(isChosen);
const results: StepResult[] = [];
for (const [index, step] of chosen.entries()) {
  if (stoppedBy !== undefined) break;
  console.log(`\n── ${step.name} (${index + 1} of ${chosen.length}): ${step.command.join(' ')}`);
  results.push(await runStep(step, form));
}
report();

function isChosen(step: CheckStep): boolean {
  if (positionals.length > 0) return positionals.includes(step.name);
  return values.long || step.longOnly === undefined;
}

function report(): void {
  const total = (count: 'passed' | 'failed' | 'skipped'): number =>
    results.reduce((sum, result) => sum + result[count], 0);
  const notRun = chosen.slice(results.length).map(({ name }) => name);
  console.log('');
  for (const { name, passed, failed, skipped, durationMs } of results) {
    const counts = `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
    console.log(
      `${failed > 0 ? '✗' : '✓'} ${name.padEnd(10)} ${(durationMs / 1000).toFixed(1).padStart(6)} s   ${counts}`,
    );
  }
  for (const { name, failures } of results)
    for (const failure of failures) console.log(`✗ ${name}: ${failure}`);
  if (notRun.length > 0) console.log(`Stopped by ${stoppedBy} before: ${notRun.join(', ')}`);
  if (total('skipped') > 0) console.log(`${total('skipped')} skipped`);
  console.log(`${total('passed')} passed, ${total('failed') + notRun.length} failed`);
  process.exitCode = total('failed') + notRun.length > 0 || results.length === 0 ? 1 : 0;
}
