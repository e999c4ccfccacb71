import { describe, expect, it } from 'vitest';
import { completeState } from '../../src/core/run/complete-history.ts';
import { decide } from '../../src/core/run/decide.ts';
import type { HistoryFact } from '../../src/core/trace/history-fact.ts';
import { RunProjection } from '../../src/core/trace/run-projection.ts';
import type { RunView } from '../../src/core/view/run-view.ts';
import { viewOfRun } from '../../src/core/view/view-of-run.ts';
import { readCorpus } from '../support/history-corpus.ts';
import { factsOfHistories, keptRuns, lastWordIn, modelCallsIn } from '../support/kept-runs.ts';

const runs = keptRuns(readCorpus());
const ofSeveralParts = runs.filter(({ parts }) => parts.length > 1);

describe('the projection of a kept history', () => {
  it('has runs to project, some of them of several parts', () => {
    expect(runs, 'npm run record:histories').not.toHaveLength(0);
    expect(ofSeveralParts, 'npm run record:histories').not.toHaveLength(0);
  });

  it.each(runs)('comes to the very view with which its run closed: $name', async ({ parts }) => {
    const facts = await factsOfHistories(parts);
    expectLastWord(facts);
  });

  it.each(ofSeveralParts)('comes to it from the last part alone: $name', async ({ parts }) => {
    const facts = await factsOfHistories(parts.slice(-1));
    expectLastWord(facts);
  });

  it.each(runs)('knows word for word what each model call was sent: $name', async ({ parts }) => {
    const projection = new RunProjection();
    const named: object[] = [];
    for (const fact of await factsOfHistories(parts)) {
      if (fact.type === 'activity-scheduled' && fact.activity === 'call-model') {
        const due = projection.state ? decide(projection.state) : [];
        for (const one of due) if (one.kind === 'call-model') named.push(sent(one));
      }
      projection.add(fact);
    }
    expect(named).toStrictEqual(modelCallsIn(parts).map(sent));
  });

  it.each(ofSeveralParts)('stands where each part handed over to the next: $name', async ({ parts }) => {
    const projection = new RunProjection();
    let handed = 0;
    for (const fact of await factsOfHistories(parts)) {
      if (fact.type === 'execution-started' && fact.carried) {
        handed++;
        // The part that hands over adds itself to the segments.
        const carried = completeState(fact.carried);
        expect({ ...projection.state, segments: carried.segments }).toStrictEqual(carried);
      }
      projection.add(fact);
    }
    expect(handed).toBe(parts.length - 1);
  });
});

/** What the facts amount to is what the run itself said at its close. */
function expectLastWord(facts: readonly HistoryFact[]): void {
  const said = lastWordIn(facts);
  expect(said).toBeDefined();
  if (said && 'view' in said) expect(foldedView(facts)).toStrictEqual(said.view);
  else expect(foldedView(facts)).toMatchObject({ state: 'closed', ...said });
}

/** As the facts amount to it; what the run itself said at its close is left out. */
function foldedView(facts: readonly HistoryFact[]): RunView | undefined {
  const projection = new RunProjection();
  for (const fact of facts) projection.add(fact);
  return projection.state && viewOfRun(projection.state);
}

function sent({ id, turn, head, added }: Record<'id' | 'turn' | 'head' | 'added', unknown>): object {
  return { id, turn, head, added };
}
