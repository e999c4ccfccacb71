import { parseArgs } from 'node:util';
import { fieldCases, missingFieldRuns, playFieldCase } from '../test/support/cases/field-case.ts';
import mustPass from './field-minimum.json' with { type: 'json' };

/**
 * Play the collection of faults found in the field, one case after the other, and print a line a case. The last line
 * counts those that held, of all that lie there.
 *
 * Exits 1 when a case of `field-minimum.json` does not hold or is not there. A case that needs what this machine lacks
 * is named as skipped and counts as not held. Names given as arguments are played alone.
 */
const caseTimeoutMs = 6 * 60_000;

if (missingFieldRuns) {
  process.stderr.write(`${missingFieldRuns}\n`);
  process.exit(1);
}

const { positionals } = parseArgs({ allowPositionals: true });
const all = fieldCases();
const unknown = positionals.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`No case is called ${unknown.join(', ')}. There are: ${all.join(', ')}.\n`);
  process.exit(2);
}
const chosen = positionals.length > 0 ? positionals : all;
const expected = positionals.length > 0 ? mustPass.filter((name) => chosen.includes(name)) : mustPass;

const held: string[] = [];
for (const name of chosen) {
  const verdict = await playFieldCase(name, caseTimeoutMs);
  if (verdict.kind === 'passed') {
    held.push(name);
    process.stdout.write(`passed  ${name}\n`);
  } else if (verdict.kind === 'skipped') process.stdout.write(`skipped ${verdict.because}\n`);
  else
    process.stdout.write(
      `FAILED  ${name}\n${verdict.problems.map((one) => `        ${one.replaceAll('\n', '\n        ')}\n`).join('')}`,
    );
}
const lost = expected.filter((name) => !held.includes(name));
if (lost.length > 0) process.stdout.write(`Must hold and did not: ${lost.join(', ')}\n`);
process.stdout.write(`${held.length} of ${chosen.length} cases\n`);
process.exitCode = lost.length === 0 ? 0 : 1;
