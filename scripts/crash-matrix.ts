import { crashLine } from '../test/support/crashes/crash-line.ts';
import { playCrashMatrix } from '../test/support/crashes/crash-matrix.ts';
import { crashColumns } from '../test/support/crashes/crash-row.ts';
import { startTestServer } from '../test/support/temporal-server.ts';
import { tooFew } from './too-few.ts';

/**
 * Play the crash matrix, every row, and print it: a worker killed before and after each completion that it sends, and
 * before and after the effect of each write and each undo; a second attempt refused; an effect that comes late; a reset
 * in Temporal; a worker that its supervisor alone replaces. Exits 1 when a row ends in another way than undisturbed,
 * or when there are fewer rows than `verify-minimum.json` asks for.
 *
 * A first argument, a regular expression, plays only the rows whose column or name matches it.
 */
const wanted = new RegExp(process.argv[2] ?? '');
const server = await startTestServer();
try {
  const { verdicts } = await playCrashMatrix({
    ...server,
    name: 'matrix',
    choose: (rows) => rows.filter(({ column, name }) => wanted.test(column) || wanted.test(name)),
    say: (line) => process.stderr.write(`${line}\n`),
  });
  const same = verdicts.filter(({ problems }) => problems.length === 0);
  for (const column of crashColumns) {
    const ofColumn = verdicts.filter((verdict) => verdict.column === column);
    if (ofColumn.length === 0) continue;
    const count = ofColumn.filter(({ problems }) => problems.length === 0).length;
    process.stdout.write(`\n${column} ${count}/${ofColumn.length}\n${ofColumn.map(crashLine).join('\n')}\n`);
  }
  process.stdout.write(`\ncrash matrix ${same.length}/${verdicts.length}\n`);
  for (const [what, times] of [
    ['taken over', verdicts.map(({ takenOverAfterMs }) => takenOverAfterMs)],
    [
      'the model asked by the next worker of the same supervisor',
      verdicts.map((one) => one.modelCallAfterMs),
    ],
  ] as const) {
    const known = times.filter((ms) => ms !== undefined).sort((a, b) => a - b);
    if (known.length === 0) continue;
    process.stdout.write(
      `${what} after ${known[Math.floor(known.length / 2)]} ms in the median, ${known.at(-1)} ms at most\n`,
    );
  }
  const missing =
    process.argv[2] === undefined ? tooFew({ 'rows of the crash matrix': verdicts.length }) : [];
  for (const line of missing) process.stdout.write(`${line}\n`);
  const isWhole = missing.length === 0 && verdicts.length > 0;
  process.exitCode = isWhole && same.length === verdicts.length ? 0 : 1;
} finally {
  await server.stop();
}
