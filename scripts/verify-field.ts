import { parseArgs } from 'node:util';
import {
  type FieldPackage,
  type FieldVerdict,
  fieldCases,
  installFieldPackage,
  missingFieldRuns,
  playFieldCase,
  wantsPackage,
} from '../test/support/cases/field-case.ts';
import mustPass from './field-minimum.json' with { type: 'json' };

/**
 * Play the collection of faults found in the field, one case after the other, and print a line a case. The last line
 * counts those that held, of all that lie there.
 *
 * A case that needs the installed package gets one: this checkout is packed and installed once, which takes a registry.
 * Exits 1 when the collection is not there, or when a case of `field-minimum.json` does not hold or is not there. A case
 * that needs what this machine lacks is named as skipped and counts as not held. Names given as arguments are played
 * alone.
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

let installed: FieldPackage | Error | undefined;
const held: string[] = [];
try {
  for (const name of chosen) {
    const verdict = await play(name);
    if (verdict.kind === 'passed') held.push(name);
    process.stdout.write(lineOf(name, verdict));
  }
} finally {
  if (installed && !(installed instanceof Error)) installed.remove();
}
const lost = expected.filter((name) => !held.includes(name));
if (lost.length > 0) process.stdout.write(`Must hold and did not: ${lost.join(', ')}\n`);
process.stdout.write(`${held.length} of ${chosen.length} cases\n`);
process.exitCode = lost.length === 0 ? 0 : 1;

async function play(name: string): Promise<FieldVerdict> {
  const verdict = await playFieldCase(name, caseTimeoutMs);
  if (!wantsPackage(verdict)) return verdict;
  process.stderr.write('packing this checkout and installing it into a folder of its own\n');
  installed ??= await installFieldPackage().catch((error: unknown) => new Error(String(error)));
  if (installed instanceof Error) {
    const because = `${name}: the package could not be installed; it takes a registry that npm can reach. ${installed.message}`;
    return { kind: 'skipped', because };
  }
  return playFieldCase(name, caseTimeoutMs, installed.env);
}

function lineOf(name: string, verdict: FieldVerdict): string {
  switch (verdict.kind) {
    case 'passed':
      return `passed  ${name}\n`;
    case 'skipped':
      return `skipped ${verdict.because}\n`;
    case 'failed':
      return `FAILED  ${name}\n${verdict.problems.map((one) => `        ${one.replaceAll('\n', '\n        ')}\n`).join('')}`;
  }
}
