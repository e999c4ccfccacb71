import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { currentBehaviour } from '../../src/core/charter/behaviour.ts';
import type { Charter } from '../../src/core/charter/charter.ts';
import type { HistoryFact } from '../../src/core/trace/history-fact.ts';
import { RunProjection } from '../../src/core/trace/run-projection.ts';
import type { Json } from '../../src/core/values/json.ts';
import { viewOfRun } from '../../src/core/view/view-of-run.ts';
import { replayHistories } from '../../src/workers/replay-histories.ts';
import { buildChanged, type ChangedBuild, type SourceChange } from '../support/changed-sources.ts';
import { readCorpus } from '../support/history-corpus.ts';
import { factsOfHistories, keptRuns } from '../support/kept-runs.ts';

/** A later build: its runs carry the next number, and of a turn with several calls it lets the first one run only. */
const next = currentBehaviour + 1;
const raised: SourceChange = {
  file: 'core/charter/behaviour.ts',
  from: `currentBehaviour = ${currentBehaviour};`,
  to: `currentBehaviour = ${next};`,
};
const limit: Pick<SourceChange, 'file' | 'from'> = {
  file: 'core/model/on-model-answered.ts',
  from: 'if (index >= maxCallsPerTurn)',
};
const unguarded: SourceChange = { ...limit, to: 'if (index >= 1)' };
const guarded: readonly SourceChange[] = [
  { ...limit, to: `if (index >= (behaviourOf(charter) >= ${next} ? 1 : maxCallsPerTurn))` },
  {
    file: limit.file,
    from: 'import type { Charter }',
    to: "import { behaviourOf } from '../charter/behaviour.ts';\nimport type { Charter }",
  },
];

const corpus = readCorpus();
const runs = keptRuns(corpus);
/** A kept run whose model proposes two calls in one turn. */
const struck = '0.1.0/runs-calls-side-by-side';

describe('a build that changes a rule of core under the next number', () => {
  const build = built([raised, ...guarded]);

  it('replays every kept history', async () => {
    expect(corpus, 'npm run record:histories').not.toHaveLength(0);
    const results = await replayHistories(corpus, { bundle: { code: build().code } });
    expect(results).toHaveLength(corpus.length);
    expect(results.filter(({ ok }) => !ok)).toEqual([]);
  });

  it('projects every kept run as this build does', async () => {
    expect(await differing(build())).toEqual([]);
  });

  it('judges runs of that number by the changed rule', async () => {
    expect(await differing(build(), (facts) => facts.map(ofNextNumber))).toContain(struck);
  });
});

describe('a build that changes it for all runs', () => {
  const build = built([raised, unguarded]);

  it('cannot replay runs that the rule concerns', async () => {
    const results = await replayHistories(corpus, { bundle: { code: build().code } });
    const stopped = results.filter(({ ok }) => !ok);
    expect(stopped.map(({ source }) => source)).toContain(`${struck}.json`);
    expect(stopped.find(({ source }) => source === `${struck}.json`)?.error).toContain(
      'behaviourOf(charter)',
    );
  });

  it('projects them otherwise than they went', async () => {
    expect(await differing(build())).toContain(struck);
  });
});

function built(changes: readonly SourceChange[]): () => ChangedBuild {
  let build: ChangedBuild | undefined;
  beforeAll(async () => {
    build = await buildChanged(changes);
  }, 180_000);
  afterAll(() => build?.remove());
  return () => {
    if (!build) throw new Error('the changed sources were not built');
    return build;
  };
}

/** Names of the kept runs of which this build and the changed one tell differently. */
async function differing(
  build: ChangedBuild,
  change: (facts: readonly HistoryFact[]) => readonly HistoryFact[] = (facts) => facts,
): Promise<readonly string[]> {
  expect(runs, 'npm run record:histories').not.toHaveLength(0);
  const names: string[] = [];
  for (const { name, parts } of runs) {
    const facts = change(await factsOfHistories(parts));
    const here = projected(RunProjection, facts);
    const there = projected(build.RunProjection, facts);
    if (JSON.stringify(here) !== JSON.stringify(there)) names.push(name);
  }
  return names;
}

function projected(Projection: typeof RunProjection, facts: readonly HistoryFact[]): object {
  const projection = new Projection();
  for (const fact of facts) projection.add(fact);
  return { view: projection.state && viewOfRun(projection.state), steps: projection.steps(true) };
}

/** As a run tells it that the changed build has opened. */
function ofNextNumber(fact: HistoryFact): HistoryFact {
  if (fact.type !== 'activity-ended' || fact.end.kind !== 'completed') return fact;
  const charter = fact.end.output as Partial<Charter> | null;
  if (charter?.schema !== 'holdfast.charter/v1') return fact;
  return { ...fact, end: { kind: 'completed', output: { ...charter, behaviour: next } as unknown as Json } };
}
