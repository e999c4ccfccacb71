import {
  ApplicationFailure,
  allHandlersFinished,
  CancellationScope,
  condition,
  workflowInfo,
} from '@temporalio/workflow';
import { isUndoRunInput, type UndoRunInput, type UndoRunView } from '../contracts/undo-run.ts';
import type { ActivityEnd } from '../core/commands/activity.ts';
import { undoFact } from '../core/commands/undo-fact.ts';
import { effectOf } from '../core/effects/effect.ts';
import { decideUndo } from '../core/undo/decide-undo.ts';
import { evolveUndo } from '../core/undo/evolve-undo.ts';
import { type UndoCommand } from '../core/undo/undo-command.ts';
import type { UndoEvent } from '../core/undo/undo-event.ts';
import { isOpenTask, isUndoing, lastUndo, noUndos, type UndoState } from '../core/undo/undo-state.ts';
import { undoAgain } from '../core/undo/undo-tries.ts';
import { failureTypes } from '../core/values/failure-types.ts';
import { given } from '../core/values/given.ts';
import type { Carrying } from './carrying.ts';
import { carryOutSettlement } from './check-settlement.ts';
import { handleUndoMessages } from './messages/handle-undo-messages.ts';
import { UndoPublisher } from './publish/publish-undo.ts';
import { carryOutUndo, checkUndo } from './undo-effect.ts';
import type { UndoKeeper } from './until-it-ends.ts';
import { originOf } from './write-origin.ts';

const notAnUndo = 'What this undo was started with is none. Nothing was undone; undo the run itself.';

function carryOut(command: UndoCommand, by: Carrying): Promise<ActivityEnd> {
  switch (command.kind) {
    case 'undo-effect':
      return carryOutUndo(command, by);
    case 'check-undo':
      return checkUndo(command, by);
    case 'check-settlement':
      return carryOutSettlement(command, by);
  }
}

/**
 * Undo effects of a closed run, one request at a time, or plan to.
 *
 * A thin driver as that of a run is. A second request finds what the first has done. Closes when nothing waits; stays
 * open, as an open task for a person, while a compensation that failed is neither tried again nor settled. Whatever is
 * asked of it is carried out, also when somebody cancels the workflow meanwhile. Fails when it was started with anything
 * else.
 */
export async function undoRun(input: UndoRunInput): Promise<UndoRunView> {
  if (!isUndoRunInput(input)) throw ApplicationFailure.nonRetryable(notAnUndo, failureTypes.taskInvalid);
  const { run, tools, ledger, openTask } = input;
  let state: UndoState = { ...noUndos, tools, ledger };
  const origin = originOf(workflowInfo());
  let heard = false;
  const publisher = new UndoPublisher();

  const isTask = (): boolean => isOpenTask(state, openTask);

  const view = (closed = false): UndoRunView => ({
    schema: 'holdfast.undo-run-view/v1',
    run,
    state: closed ? 'closed' : isTask() ? 'awaiting-human' : 'undoing',
    effects: state.ledger.map(effectOf),
    items: (state.current?.purpose === 'undo' ? state.current : lastUndo(state))?.items ?? [],
    ...given({ lacking: state.current?.lacking }),
  });

  const apply = (event: UndoEvent): void => {
    const next = evolveUndo(state, event);
    if (next === state) return;
    state = next;
    publisher.publish(view());
  };

  const startDue = (): void => {
    for (const command of decideUndo(state)) {
      const started = { type: 'command-started', id: command.id } as const;
      const factOf = (end: ActivityEnd) => undoFact(command.kind, command.effect.id, end, Date.now());
      apply(started);
      const keeper: UndoKeeper = {
        goesOn: (end) => {
          const fact = factOf(end);
          const again = undoAgain(state, fact);
          if (again) apply(fact);
          return again;
        },
        sentAgain: () => apply(started),
      };
      void carryOut(command, { origin, keeper }).then((end) => apply(factOf(end)));
    }
  };

  /** It starts with the first request, and ends when whoever asked is answered. */
  const isOver = (): boolean => heard && !isUndoing(state) && !isTask() && allHandlersFinished();

  handleUndoMessages({
    state: () => state,
    apply: (event) => {
      heard = true;
      apply(event);
    },
  });

  return CancellationScope.nonCancellable(async () => {
    for (;;) {
      await condition(() => decideUndo(state).length > 0 || isOver());
      if (isOver()) break;
      startDue();
    }
    const closed = view(true);
    publisher.publish(closed);
    return closed;
  });
}
