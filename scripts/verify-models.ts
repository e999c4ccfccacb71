import { parseArgs } from 'node:util';
import { serveResponses } from '../test/models/serve-response.ts';
import { playCacheFigure, tellCacheFigure } from '../test/support/models/cache-figure.ts';
import { playCassettes } from '../test/support/models/cassette-runs.ts';
import { missingCassettes, playRecordedCall, readCassettes } from '../test/support/models/cassettes.ts';
import {
  type ChaosKind,
  chaosKinds,
  chaosWires,
  playChaos,
  tellChaos,
} from '../test/support/models/chaos-runs.ts';
import { fieldModelFiles, missingFieldModels } from '../test/support/models/field-case.ts';
import { fieldModelCases, playFieldModels } from '../test/support/models/field-cases.ts';
import { playEach, type Verdict } from '../test/support/models/verdict.ts';
import { playRoundTrips, roundTripWires, tellDrawn } from '../test/support/strict-wire/round-trips.ts';
import { startTestServer, type TestServer } from '../test/support/temporal-server.ts';
import { tooFew } from './too-few.ts';

/**
 * Play what models answer, through the real adapters over HTTP, and print of each section how much came out right:
 * `round-trips` (generated answers, sent back to a server that checks its wire's rules), `cassettes` (recorded calls, alone
 * and as whole runs), `cache` (what a long run is billed), `chaos` (runs against a model server that others wrote and that
 * fails in each of its ways), `field` (what real models answered, as whole runs).
 *
 * Exits 1 when anything did not, and names it with what of it did not come true; also when material is not there, or holds
 * less than `verify-minimum.json` asks for. `--only SECTION` plays one, and may be given again; beginnings of file names
 * given as arguments play these files of `field` alone. `--short` plays few of what is generated, and hurries what waits by
 * the clock.
 */
const sections = { 'round-trips': roundTrips, cassettes, cache, chaos, field } as const;
type Section = keyof typeof sections;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    short: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
  },
});
/** Conversations of two answers, and runs, a wire. */
const amount = values.short ? { conversations: 150, runs: 5 } : { conversations: 6_000, runs: 20 };
const failures: string[] = [];
let server: TestServer | undefined;

const unknown = values.only.filter((name) => !Object.hasOwn(sections, name));
if (unknown.length > 0) {
  refuse([`No section is called ${unknown.join(', ')}. There are: ${Object.keys(sections).join(', ')}.`], 2);
}
const named: readonly string[] = positionals.length > 0 ? ['field'] : values.only;
const chosen = (Object.keys(sections) as Section[]).filter(
  (name) => named.length === 0 || named.includes(name),
);
refuse(chosen.flatMap(lacks));
if (positionals.length > 0 && chosenFiles().length === 0)
  refuse([`No file begins with ${positionals.join(' or ')}.`]);

try {
  for (const name of chosen) {
    process.stderr.write(`── ${name}\n`);
    await sections[name]();
  }
} finally {
  await server?.stop();
}
for (const failure of failures) process.stdout.write(`FAILED ${failure}\n`);
process.exitCode = failures.length === 0 ? 0 : 1;

/** Why a section would show nothing here. */
function lacks(section: Section): readonly string[] {
  if (section === 'cassettes') {
    if (missingCassettes) return [missingCassettes];
    const recordings = readCassettes();
    const calls = recordings.flatMap((cassette) => cassette.calls);
    return tooFew({ recordings: recordings.length, 'recorded model calls': calls.length });
  }
  if (section !== 'field') return [];
  if (missingFieldModels) return [missingFieldModels];
  const files = fieldModelFiles();
  const judged = fieldModelCases.map(({ file }) => file);
  return [
    ...tooFew({ 'field models': files.length }),
    ...files
      .filter((file) => !judged.includes(file))
      .map((file) => `Nobody judges ${file}: give it a case in test/support/models/cases.`),
    ...judged.filter((file) => !files.includes(file)).map((file) => `${file} is judged and not there.`),
  ];
}

async function roundTrips(): Promise<void> {
  for (const wire of roundTripWires) {
    const trips = await playRoundTrips(wire, amount.conversations);
    const { answers, problem } = trips;
    const shown = problem === undefined ? answers : Math.max(0, answers - 1);
    say(`${shown} of ${answers} generated answers sent back over ${wire}: ${tellDrawn(trips)}`);
    if (problem !== undefined) failures.push(`${wire}: ${problem}`);
    if (!values.short) failures.push(...tooFew({ 'generated answers a wire': answers }));
  }
}

async function cassettes(): Promise<void> {
  const recordings = readCassettes();
  const responder = await serveResponses();
  try {
    const calls = recordings.flatMap((cassette) => cassette.calls);
    // One server gives one answer at a time.
    const alone = await playEach(calls, (call) => playRecordedCall(responder, call), { atOnce: 1 });
    report('recorded model calls', alone);
  } finally {
    await responder.stop();
  }
  report('recordings in whole runs', await playCassettes(recordings, await temporal(), narrate));
}

async function cache(): Promise<void> {
  const figure = await playCacheFigure(await temporal());
  report('long runs over a prompt cache', [{ name: 'cache', problems: figure.problems }]);
  say(tellCacheFigure(figure));
}

async function chaos(): Promise<void> {
  const struck = new Set<ChaosKind>();
  for (const wire of chaosWires) {
    const runs = await playChaos(await temporal(), wire, amount.runs, narrate);
    report(`runs over ${wire} amid chaos, answered or ended with the cause`, runs.verdicts);
    say(tellChaos(wire, runs));
    for (const kind of chaosKinds) if (runs.struck[kind] > 0) struck.add(kind);
  }
  const missed = chaosKinds.filter((kind) => !struck.has(kind));
  if (!values.short && missed.length > 0) failures.push(`chaos: ${missed.join(', ')} never struck`);
}

async function field(): Promise<void> {
  const verdicts = await playFieldModels(chosenFiles(), await temporal(), {
    hurried: values.short,
    onVerdict: narrate,
  });
  report('field models', verdicts);
}

function chosenFiles() {
  return fieldModelCases.filter(
    ({ file }) => positionals.length === 0 || positionals.some((name) => file.startsWith(name)),
  );
}

async function temporal(): Promise<TestServer> {
  server ??= await startTestServer();
  return server;
}

function report(what: string, verdicts: readonly Verdict[]): void {
  const failed = verdicts.filter(({ problems }) => problems.length > 0);
  say(`${verdicts.length - failed.length} of ${verdicts.length} ${what}`);
  failures.push(...failed.map(({ name, problems }) => `${name}: ${problems.join('; ')}`));
}

function narrate({ name, problems }: Verdict): void {
  process.stderr.write(`${problems.length === 0 ? 'passed' : 'FAILED'}  ${name}\n`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function refuse(reasons: readonly string[], exitCode = 1): void {
  if (reasons.length === 0) return;
  process.stderr.write(`${reasons.join('\n')}\n`);
  process.exit(exitCode);
}
