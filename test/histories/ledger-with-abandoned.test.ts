import { describe, expect, it } from 'vitest';
import type { EffectState, LedgerEntry } from '../../src/core/effects/effect.ts';
import { RunProjection } from '../../src/core/trace/run-projection.ts';
import { withAbandoned } from '../../src/histories/ledger-with-abandoned.ts';
import type { ReadExecution } from '../../src/histories/read-execution.ts';

function entry(id: string, state: EffectState, key = id): LedgerEntry {
  return {
    id,
    turn: 1,
    tool: 'send',
    class: 'compensable',
    resources: [],
    summary: `send ${key}`,
    state,
    undoable: true,
    arguments: {},
    argumentsDigest: 'd',
    idempotencyKey: `agent/a/t/r/${key}/d/run`,
  };
}

/** An execution that knows of these effects. */
function left(runId: string, ...effects: LedgerEntry[]): ReadExecution {
  const projection = new RunProjection();
  projection.add({
    type: 'execution-started',
    atMs: 0,
    workflowId: 'agent/a/t',
    firstRunId: 'r',
    task: { agent: 'a', taskId: 't', startedBy: 'ada' },
  });
  Object.assign(projection.state ?? {}, { effects });
  return {
    runId,
    firstRunId: 'r',
    previous: undefined,
    next: undefined,
    bases: [],
    toldCalls: [],
    projection,
    refused: [],
  };
}

const told = (own: readonly LedgerEntry[], ...abandoned: ReadExecution[]) =>
  withAbandoned(own, { abandoned }).map(({ id, state, abandonedIn }) => [id, state, abandonedIn]);

describe('a ledger with what resets left behind', () => {
  it('has what is shared first, then what was left behind under its execution’s name, then what came since', () => {
    const own = [entry('c1.1', 'applied'), entry('c2.1', 'applied', 'new')];
    const old = left('old', entry('c1.1', 'applied'), entry('c2.1', 'applied', 'old'));
    expect(told(own, old)).toEqual([
      ['c1.1', 'applied', undefined],
      ['old:c2.1', 'applied', 'old'],
      ['c2.1', 'applied', undefined],
    ]);
  });

  it('tells an effect that several executions share once, as the one that knows most of it does', () => {
    const executions = [
      left('a', entry('c1.1', 'unknown')),
      left('b', entry('c1.1', 'undone')),
      left('c', entry('c1.1', 'applied')),
    ];
    expect(told([], ...executions)).toEqual([['a:c1.1', 'undone', 'a']]);
  });

  it.each([
    ['applied', 'undone', 'undone'],
    ['applied', 'unknown', 'applied'],
    ['absent', 'unknown', 'absent'],
    ['absent', 'applied', 'applied'],
    ['undone', 'applied', 'undone'],
  ] as const)('tells what the run itself knows as %s, and a left one as %s, as %s', (own, other, state) => {
    expect(told([entry('c1.1', own)], left('old', entry('c1.1', other)))).toEqual([
      ['c1.1', state, undefined],
    ]);
  });

  it('tells what was under way when its execution ended as unknown', () => {
    expect(told([], left('old', entry('c1.1', 'intended')))).toEqual([['old:c1.1', 'unknown', 'old']]);
  });
});
