import { crashLine, playCrashMatrix } from '../test/support/crashes/crash-matrix.ts';
import { startTestServer } from '../test/support/temporal-server.ts';
import { tooFew } from './too-few.ts';

/**
 * Play the crash matrix, every row, and print it: a worker killed before and after each completion that it sends, and
 * before and after the effect of each write and each undo. Exits 1 when a row ends in another way than without a kill, or
 * when there are fewer rows than `verify-minimum.json` asks for.
 *
 * A first argument, a regular expression, plays only the rows whose names match it.
 */
const wanted = new RegExp(process.argv[2] ?? '');
const server = await startTestServer();
try {
  const { verdicts } = await playCrashMatrix({
    ...server,
    name: 'matrix',
    choose: (rows) => rows.filter(({ name }) => wanted.test(name)),
    say: (line) => process.stderr.write(`${line}\n`),
  });
  const same = verdicts.filter(({ problems }) => problems.length === 0);
  const takeovers = verdicts
    .flatMap(({ takenOverAfterMs }) => (takenOverAfterMs === undefined ? [] : [takenOverAfterMs]))
    .sort((a, b) => a - b);
  process.stdout.write(`${verdicts.map(crashLine).join('\n')}\n\n`);
  process.stdout.write(`crash matrix ${same.length}/${verdicts.length}\n`);
  process.stdout.write(
    `taken over after ${takeovers[Math.floor(takeovers.length / 2)]} ms in the median, ${takeovers.at(-1)} ms at most\n`,
  );
  const missing =
    process.argv[2] === undefined ? tooFew({ 'rows of the crash matrix': verdicts.length }) : [];
  for (const line of missing) process.stdout.write(`${line}\n`);
  const isWhole = missing.length === 0 && verdicts.length > 0;
  process.exitCode = isWhole && same.length === verdicts.length ? 0 : 1;
} finally {
  await server.stop();
}
