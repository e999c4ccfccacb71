import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { describe, expect, it } from 'vitest';
import { replayHistories } from '../../src/workers/replay-histories.ts';
import { packageVersion, readCorpus } from '../support/history-corpus.ts';
import {
  commandSigns,
  eventSigns,
  otherSigns,
  outcomeCodes,
  outcomeKinds,
} from '../support/history-signs.ts';
import { scenarios } from '../support/scenarios.ts';
import { readTold, type ToldHistory } from '../support/told-history.ts';

const corpus = readCorpus();
const current = corpus.filter(({ version }) => version === packageVersion);

describe('the kept histories', () => {
  it('are there', () => {
    expect(corpus, 'npm run record:histories').not.toHaveLength(0);
  });

  it('hold each scenario in this version, and of this version nothing else', () => {
    const recorded = new Set(current.map(({ scenario }) => scenario));
    expect([...recorded].sort(), 'npm run record:histories').toEqual(Object.keys(scenarios).sort());
  });

  it('name no machine: no directory, no host of a worker', () => {
    const telling = corpus.filter(({ history }) =>
      /"identity":"(?!worker@test)|\/(home|Users|root|tmp)\//.test(JSON.stringify(history)),
    );
    expect(telling.map(({ source }) => source)).toEqual([]);
  });

  it('replay with the workflows of this build', async () => {
    const results = await replayHistories(corpus);
    expect(results).toHaveLength(corpus.length);
    expect(results.filter(({ ok }) => !ok)).toEqual([]);
  });
});

describe('replay', () => {
  it('rejects every history with a driver that drifted, names the change, and says what to do', async () => {
    const { code } = await bundleWorkflowCode({
      workflowsPath: fileURLToPath(new URL('./drifted-workflow/index.ts', import.meta.url)),
      logger: new DefaultLogger('ERROR'),
    });
    expect(current).not.toHaveLength(0);
    const results = await replayHistories(current, { bundle: { code } });
    expect(results).toHaveLength(current.length);
    // The drifted driver starts a timer where the history goes on with something else.
    const named = /nondeterminism error:.*timer.*patched\(\)/is;
    expect(results.filter(({ error = '' }) => !named.test(error))).toEqual([]);
  });

  it('reports a history that it cannot read, and goes on behind it', async () => {
    const [first, second] = current;
    if (!first || !second) throw new Error('two histories are needed');
    const events = first.history.events ?? [];
    const beheaded = { ...first, source: 'beheaded', history: { events: events.slice(3) } };
    const gapped = {
      ...first,
      source: 'gapped',
      history: { events: [...events.slice(0, 5), ...events.slice(9)] },
    };
    const results = await replayHistories([first, beheaded, gapped, second]);
    expect(results.map(({ source, ok }) => [source, ok])).toEqual([
      [first.source, true],
      ['beheaded', false],
      ['gapped', false],
      [second.source, true],
    ]);
  });
});

describe('the scenarios together', () => {
  const told: ToldHistory[] = current.map(readTold);

  describe.each([
    ['carry out the command', commandSigns],
    ['learn of', eventSigns],
    ['show', otherSigns],
  ])('%s', (_verb, signs) => {
    it.each(Object.entries(signs))('%s', (_what, shows) => {
      expect(told.some(shows)).toBe(true);
    });
  });

  it('end in every kind of outcome that this version makes, for every reason', () => {
    const outcomes = told.flatMap(({ outcome }) => outcome ?? []);
    expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(made(outcomeKinds));
    expect(new Set(outcomes.flatMap(({ reason }) => reason?.code ?? []))).toEqual(made(outcomeCodes));
  });
});

function made(table: Readonly<Record<string, boolean>>): Set<string> {
  return new Set(Object.keys(table).filter((name) => table[name]));
}
