import {
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  type WorkflowInfo,
  workflowInfo,
} from '@temporalio/workflow';
import type { AgentRunInput } from '../contracts/agent-task.ts';
import { cancelRun, nativeCancellation } from '../core/messages/cancel-run.ts';
import { carriedPast } from '../core/resets/past.ts';
import { deadlineSummary, nextDeadlineMs } from '../core/run/deadlines.ts';
import { decide } from '../core/run/decide.ts';
import { evolve } from '../core/run/evolve.ts';
import { packState } from '../core/run/packed-state.ts';
import type { EventFact, RunEvent } from '../core/run/run-event.ts';
import { readRunStart } from '../core/run/run-start.ts';
import type { RunIdentity, RunState } from '../core/run/run-state.ts';
import { isIdle } from '../core/run/stage.ts';
import { stateAtStart } from '../core/run/state-at-start.ts';
import { undoOfRunAgain } from '../core/undo/undo-of-run.ts';
import type { RunView } from '../core/view/run-view.ts';
import { timeCheckMs } from '../core/work/time-limit.ts';
import { DeadlineTimer } from './deadline-timer.ts';
import { endOfRun } from './end-of-run.ts';
import { handleRunMessages } from './messages/handle-run-messages.ts';
import { StatePublisher } from './publish/publish-state.ts';
import { CommandRunner } from './run-commands.ts';
import { originOf } from './write-origin.ts';

/** Of the packed state that a continued run starts with; a payload holds 2 MiB. */
const maxCarriedBytes = 1.5 * 1024 * 1024;
/** A worker that takes a run over replays all of its history within one workflow task: some three milliseconds a step. */
const maxHistoryEvents = 2_000;

/**
 * Serve one agent task to its end. What is no task ends as a failed run.
 *
 * `files`: the bytes of the task's files, which only the history keeps: model calls read them there.
 *
 * A thin driver: `decide` names what may start, activities do it, `evolve` takes in what came of it. Every expected
 * end is an outcome; only a bug throws on the way, and that stops the workflow task visibly until it is mended.
 */
export async function agentRun(input: AgentRunInput, ...files: readonly unknown[]): Promise<RunView> {
  const start = readRunStart(input, workflowInfo().workflowId, files);
  let state = stateAtStart(start, identityOf(workflowInfo()));
  let inFlight = 0;
  let isCancelledInTemporal = false;
  let wake = (): void => {};
  const runner = new CommandRunner(originOf(workflowInfo(), state));
  const publisher = new StatePublisher();
  publisher.publish(state);
  const onTime = (): void => apply({ type: 'time-passed', atMs: Date.now() });
  const timer = new DeadlineTimer(onTime);
  // Apart from the other: it stays as it is from turn to turn.
  const limit = new DeadlineTimer(onTime);

  const apply = (event: RunEvent): void => {
    const next = evolve(state, event);
    if (next === state) return;
    state = next;
    publisher.publish(state);
    wake();
  };

  const startDue = (): void => {
    for (const command of decide(state)) {
      apply({ type: 'command-started', atMs: Date.now(), id: command.id });
      inFlight++;
      const end = (fact: EventFact | undefined): void => {
        inFlight--;
        if (fact) apply({ ...fact, atMs: Date.now() });
        wake();
      };
      runner.run(command, end, {
        goesOn: (fact) => {
          const event = { ...fact, atMs: Date.now() };
          const again = undoOfRunAgain(state, event);
          if (again) apply(event);
          return again;
        },
        sentAgain: () => apply({ type: 'command-started', atMs: Date.now(), id: command.id }),
      });
    }
  };

  const isQuiet = (): boolean => inFlight === 0 && isIdle(state) && !state.outcome;

  handleRunMessages({ state: () => state, apply });
  CancellationScope.current().cancelRequested.catch(() => {
    isCancelledInTemporal = true;
    apply({ ...cancelRun.toEvent(nativeCancellation), atMs: Date.now() });
  });

  return CancellationScope.nonCancellable(async () => {
    for (;;) {
      // A handler that waits for this loop must be answered first.
      if (isLong() && isQuiet() && allHandlersFinished()) await goOnAsNew(input, state);
      runner.withdraw(state);
      startDue();
      publisher.describe(state);
      if (state.outcome && inFlight === 0) break;
      timer.set(nextDeadlineMs(state), deadlineSummary(state));
      limit.set(timeCheckMs(state), 'until it looks whether its time is up');
      // A promise of one's own: Temporal looks at each condition twice in every task.
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    await condition(allHandlersFinished);
    return endOfRun(state, isCancelledInTemporal);
  });
}

function isLong(): boolean {
  const { continueAsNewSuggested, historyLength } = workflowInfo();
  return continueAsNewSuggested || historyLength >= maxHistoryEvents;
}

function identityOf({ workflowId, firstExecutionRunId, startTime }: WorkflowInfo): RunIdentity {
  return { workflowId, firstRunId: firstExecutionRunId, startedAtMs: startTime.getTime() };
}

/** Go on in a new history; a state that is too large for the moment waits for a later quiet point. */
async function goOnAsNew(input: AgentRunInput, state: RunState): Promise<void> {
  const fromTurn = (state.segments.at(-1)?.toTurn ?? 0) + 1;
  const segment = { runId: workflowInfo().runId, fromTurn, toTurn: state.turn };
  const { runId, originalExecutionRunId } = workflowInfo();
  const isReset = runId !== originalExecutionRunId;
  const { past, ...rest } = state;
  const carried = packState({
    ...rest,
    segments: [...state.segments, segment],
    // Told to whoever comes after; this execution itself goes the same way whether or not it was made by a reset.
    ...(isReset ? { afterReset: true as const } : {}),
    ...carriedPast(past, runId, isReset),
  });
  if (carried.packed.length > maxCarriedBytes) return;
  await continueAsNew<(next: AgentRunInput) => Promise<RunView>>({ ...input, carried });
}
