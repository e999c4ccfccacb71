import type { AnyMessageDefinition } from '../../core/messages/message.ts';
import { type UndoRunMessageFact, undoRunMessages } from '../../core/messages/undo-run-messages.ts';
import type { UndoEvent } from '../../core/undo/undo-event.ts';
import type { UndoState } from '../../core/undo/undo-state.ts';
import { takeUpdate } from './take-message.ts';

/** What the handlers may do: look at the undo and apply an event. */
export interface UndoHandle {
  state(): UndoState;
  apply(event: UndoEvent): void;
}

/** Register every message as an update. Call before anything else. */
export function handleUndoMessages(undo: UndoHandle): void {
  for (const [name, message] of Object.entries<AnyMessageDefinition<UndoState, UndoRunMessageFact>>(
    undoRunMessages,
  )) {
    takeUpdate(name, message, { ...undo, judge: (state, event) => message.judge(state, event) });
  }
}
