import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { undoRunWorkflowId } from '../src/contracts/names.ts';
import type { Desk } from '../test/support/desk.ts';
import {
  corpusDirectory,
  historyFile,
  isReleased,
  packageVersion,
  readCorpus,
} from '../test/support/history-corpus.ts';
import { continueEarly, openScenarioDesk, playScenario } from '../test/support/play-scenario.ts';
import { scenarios } from '../test/support/scenarios.ts';
import { storableHistory } from '../test/support/storable-history.ts';
import { startTestServer } from '../test/support/temporal-server.ts';

/**
 * Play scenarios on a server of one's own and keep their histories under this package's version.
 *
 * Without names: those that have none yet. A kept history is never overwritten, except with `--again` and only until
 * the version is released. Nothing is written unless every scenario ends as it says. Exits 1 when nothing was recorded.
 */
const again = process.argv.includes('--again');
const named = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const folder = join(corpusDirectory, packageVersion);
const kept = new Set(
  readCorpus().flatMap(({ version, scenario }) => (version === packageVersion ? [scenario] : [])),
);

const wanted = choose();
if (typeof wanted === 'string') {
  process.stderr.write(`${wanted}\nNothing was recorded.\n`);
  process.exitCode = 1;
} else {
  const files = await record(wanted);
  mkdirSync(folder, { recursive: true });
  for (const old of existsSync(folder) ? readdirSync(folder) : []) {
    const scenario = old.replace(/(\.\d+)?\.json$/, '');
    const gone = !Object.hasOwn(scenarios, scenario);
    if (again && (gone || wanted.includes(scenario))) rmSync(join(folder, old));
  }
  for (const [name, text] of files) writeFileSync(join(folder, name), text, { flag: 'wx' });
  const bytes = [...files.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  process.stdout.write(
    `Recorded ${files.size} histories of ${wanted.length} scenarios, ${Math.round(bytes / 1024)} KiB, in ${folder}\n`,
  );
}

/** The scenarios to play, or why none. */
function choose(): string[] | string {
  const names = named.length > 0 ? named : Object.keys(scenarios);
  const unknown = names.filter((name) => !Object.hasOwn(scenarios, name));
  if (unknown.length > 0) {
    return `There is no scenario ${unknown.join(', ')}; there are ${Object.keys(scenarios).join(', ')}.`;
  }
  if (again && isReleased(packageVersion)) {
    return `Version ${packageVersion} is released: its histories are what running workflows look like. Raise the package's version and record for that.`;
  }
  if (again) return names;
  const present = names.filter((name) => kept.has(name));
  if (named.length > 0 && present.length > 0) {
    return `Version ${packageVersion} has histories of ${present.join(', ')} already. Add --again to record them anew before the version is released.`;
  }
  if (present.length === names.length) {
    return `Version ${packageVersion} has histories of all ${names.length} scenarios already. Add --again to record them anew before the version is released.`;
  }
  if (present.length > 0) process.stderr.write(`Kept as they are: ${present.length} scenarios.\n`);
  return names.filter((name) => !kept.has(name));
}

async function record(names: readonly string[]): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  const early = names.filter((name) => scenarios[name]?.continuesEarly === true);
  await recordOn(
    {},
    names.filter((name) => !early.includes(name)),
    files,
  );
  await recordOn(continueEarly, early, files);
  return files;
}

async function recordOn(
  dynamicConfig: typeof continueEarly | Record<string, never>,
  names: readonly string[],
  files: Map<string, string>,
): Promise<void> {
  if (names.length === 0) return;
  const server = await startTestServer('holdfast-test', dynamicConfig);
  try {
    const desk = await openScenarioDesk(server, 'recorded', { identity: 'worker@test' });
    try {
      for (const name of names) {
        const scenario = scenarios[name];
        if (!scenario) continue;
        process.stderr.write(`${name}\n`);
        const id = await playScenario(desk, scenario, name);
        const histories = await partsOf(desk, id);
        if (scenario.undoAfterwards) histories.push(...(await partsOf(desk, undoRunWorkflowId(id))));
        for (const [index, history] of histories.entries()) {
          files.set(historyFile(name, index + 1, histories.length), storableHistory(history));
        }
      }
    } finally {
      await desk.stop();
    }
  } finally {
    await server.stop();
  }
}

type History = Parameters<typeof storableHistory>[0];

/** The histories of a workflow, one for each part that it came through to where it stands: not what a reset left behind. */
async function partsOf(desk: Desk, workflowId: string): Promise<History[]> {
  const parts: History[] = [];
  let runId: string | undefined = (await desk.client.workflow.getHandle(workflowId).describe()).runId;
  while (runId) {
    const history: History = await desk.client.workflow.getHandle(workflowId, runId).fetchHistory();
    parts.unshift(history);
    runId =
      history.events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId || undefined;
  }
  return parts;
}
