import { defineQuery, setHandler } from '@temporalio/workflow';
import { queryNames } from '../../contracts/names.ts';
import type { UndoRunView } from '../../contracts/undo-run.ts';
import type { LedgerEntry } from '../../core/effects/effect.ts';
import type { AnyMessageDefinition } from '../../core/messages/message.ts';
import { type UndoRunMessageFact, undoRunMessages } from '../../core/messages/undo-run-messages.ts';
import type { UndoEvent } from '../../core/undo/undo-event.ts';
import type { UndoState } from '../../core/undo/undo-state.ts';
import { takeUpdate } from './take-message.ts';

/** What the handlers may do: look at the undo and apply an event. */
export interface UndoHandle {
  state(): UndoState;
  view(): UndoRunView;
  apply(event: UndoEvent): void;
}

/** Register every message as an update, and the queries. Call before anything else. */
export function handleUndoMessages(undo: UndoHandle): void {
  for (const [name, message] of Object.entries<AnyMessageDefinition<UndoState, UndoRunMessageFact>>(
    undoRunMessages,
  )) {
    takeUpdate(name, message, { ...undo, judge: (state, event) => message.judge(state, event) });
  }
  setHandler(defineQuery<UndoRunView>(queryNames.status), () => undo.view());
  setHandler(defineQuery<readonly LedgerEntry[]>(queryNames.ledger), () => undo.state().ledger);
}
