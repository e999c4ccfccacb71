import { describe, expect, it } from 'vitest';
import { attemptsEnded, attemptsMade } from '../../../src/core/attempts/count-attempts.ts';
import { decide } from '../../../src/core/run/decide.ts';
import type { HistoryFact } from '../../../src/core/trace/history-fact.ts';
import { RunProjection } from '../../../src/core/trace/run-projection.ts';
import type { Failure } from '../../../src/core/values/failure.ts';
import type { Json } from '../../../src/core/values/json.ts';
import { call, charter, task, turn, wakeMs } from '../../support/run-story.ts';

const lacks: Failure = { type: 'run.worker-lacks', message: 'no such tool', retryable: false, attempts: 1 };
const lost: Failure = { type: 'tool.timed-out', message: 'heartbeat', retryable: false, lost: true };
const refused: Failure = { type: 'tool.transient', message: 'refused', retryable: true, attempts: 1 };

const notTaken: Failure = { type: 'run.not-taken', message: 'nobody took it', retryable: false };
const withdrawn: Failure = { type: 'tool.cancelled', message: 'cancelled', retryable: false };

describe('the attempts of a failed dispatch', () => {
  it.each<[string, Failure, number, number]>([
    ['is one where nobody says more', { ...refused, type: 'tool.unexpected' }, 1, 1],
    ['are those that its failure names', { ...refused, attempts: 3 }, 3, 3],
    ['are one more than came to an end where its worker was lost', { ...lost, attempts: 2 }, 3, 2],
    ['is the lost one', lost, 1, 0],
    ['is none where its worker gave it back', lacks, 0, 0],
    ['are those before where a later worker gave it back', { ...lacks, attempts: 3 }, 2, 2],
    ['is none where nobody took it', notTaken, 0, 0],
    ['is none that anybody knows of where it was withdrawn', withdrawn, 0, 0],
  ])('%s', (_, failure, made, ended) => {
    expect([attemptsMade(failure), attemptsEnded(failure)]).toEqual([made, ended]);
  });
});

/** A run with one read, told by its history. */
class Told {
  readonly projection = new RunProjection();
  #atMs = 1_000;

  constructor() {
    const run = { workflowId: 'agent/desk/t1', firstRunId: 'r1', task };
    this.add({ type: 'execution-started', ...run });
    this.add({ type: 'activity-scheduled', id: '1', activity: 'open-run' });
    this.#completed('1', charter);
    this.add({ type: 'activity-scheduled', id: 'm1', activity: 'call-model' });
    this.#completed('m1', turn([call('look')]));
  }

  add(fact: HistoryFact extends infer F ? (F extends unknown ? Omit<F, 'atMs'> : never) : never): void {
    this.projection.add({ ...fact, atMs: ++this.#atMs } as HistoryFact);
  }

  /** Send out what is due, and let it fail in the attempt that Temporal has come to. */
  failed(attempt: number, failure: Failure): void {
    const [due] = this.#due();
    const id = due?.id ?? '';
    this.add({ type: 'activity-scheduled', id, activity: 'run-tool', tool: 'look', arguments: {} });
    this.add({ type: 'activity-started', id, attempt });
    this.add({ type: 'activity-ended', id, end: { kind: 'failed', failure } });
  }

  get attempts() {
    const { state } = this.projection;
    const [due] = this.#due();
    return {
      trace: this.projection.steps(true).find(({ kind }) => kind === 'tool')?.attempts,
      before: due?.kind === 'run-tool' ? due.attemptsBefore : undefined,
      left: due?.kind === 'run-tool' ? due.attemptsLeft : undefined,
      told: state?.transcript.messages.at(-1)?.content,
    };
  }

  #due() {
    const { state } = this.projection;
    if (!state) return [];
    const due = decide(state);
    if (due.length > 0) return due;
    this.#atMs = Math.max(this.#atMs, wakeMs(state) ?? 0);
    this.add({ type: 'timer-fired' });
    return decide(this.projection.state ?? state);
  }

  #completed(id: string, output: unknown): void {
    this.add({ type: 'activity-ended', id, end: { kind: 'completed', output: output as Json } });
  }
}

describe('the attempts of a call', () => {
  it('are the same in the trace, for its tool, for its policy and in what the model is told', () => {
    const run = new Told();
    run.failed(2, { ...lost, attempts: 1 });
    expect(run.attempts).toMatchObject({ trace: 2, before: 2, left: 2 });
    run.failed(2, { ...lacks, attempts: 2 });
    expect(run.attempts).toMatchObject({ trace: 3, before: 3, left: 1 });
    run.failed(1, lacks);
    expect(run.attempts).toMatchObject({ trace: 3, before: 3, left: 1 });
    run.failed(1, refused);
    expect(run.attempts.trace).toBe(4);
    expect(run.attempts.told).toBe(
      'Error: look could not be reached after 4 attempts (refused). This is not an empty result.',
    );
  });
});
