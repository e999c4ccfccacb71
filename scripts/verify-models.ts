import { parseArgs } from 'node:util';
import { fieldModelFiles, missingFieldModels } from '../test/support/models/field-case.ts';
import {
  type FieldModelVerdict,
  fieldModelCases,
  playFieldModels,
} from '../test/support/models/field-cases.ts';
import { startTestServer } from '../test/support/temporal-server.ts';
import { tooFew } from './too-few.ts';

/**
 * Play what real models answered through whole runs, the real adapters over HTTP, and print how many came out right.
 *
 * Exits 1 when any did not, and names it with what of it did not come true; also when the material is not there, holds
 * fewer files than `verify-minimum.json` asks for, or one that nobody judges. Beginnings of file names given as arguments
 * are played alone; `--short` leaves out what waits by the clock.
 */
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { short: { type: 'boolean', default: false } },
});

if (missingFieldModels) refuse([missingFieldModels]);
const files = fieldModelFiles();
const judged = fieldModelCases.map(({ file }) => file);
refuse([
  ...tooFew({ 'field models': files.length }),
  ...files
    .filter((file) => !judged.includes(file))
    .map((file) => `Nobody judges ${file}: give it a case in test/support/models/cases.`),
  ...judged.filter((file) => !files.includes(file)).map((file) => `${file} is judged and not there.`),
]);
const chosen = fieldModelCases.filter(
  ({ file, isLong }) =>
    (positionals.length === 0 || positionals.some((name) => file.startsWith(name))) &&
    !(values.short && isLong),
);
if (chosen.length === 0) refuse([`No file begins with ${positionals.join(' or ')}.`]);

const server = await startTestServer();
try {
  const verdicts = await playFieldModels(chosen, server, { onVerdict: narrate });
  const failed = verdicts.filter(({ problems }) => problems.length > 0);
  process.stdout.write(`${verdicts.length - failed.length} of ${verdicts.length} field models\n`);
  for (const { file, problems } of failed) process.stdout.write(`FAILED ${file}: ${problems.join('; ')}\n`);
  process.exitCode = failed.length === 0 ? 0 : 1;
} finally {
  await server.stop();
}

function narrate({ file, problems }: FieldModelVerdict): void {
  process.stderr.write(`${problems.length === 0 ? 'passed' : 'FAILED'}  ${file}\n`);
}

function refuse(reasons: readonly string[]): void {
  if (reasons.length === 0) return;
  process.stderr.write(`${reasons.join('\n')}\n`);
  process.exit(1);
}
