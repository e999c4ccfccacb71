import { defineSearchAttributeKey } from '@temporalio/common';
import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { UndoRunView } from '../../contracts/undo-run.ts';
import { settleActions } from '../../core/view/next-actions.ts';
import { commandsOf } from '../../core/view/run-command.ts';

const stateKey = defineSearchAttributeKey('HoldfastState', 'KEYWORD');

/** Shows an undo to people in the UI and in lists. */
export function publishUndo(view: UndoRunView): void {
  const lines = view.items.map(
    ({ effectId, summary, action, result, because }) =>
      `- ${effectId} ${summary}: ${result ?? action} (${because})`,
  );
  const waiting = view.state === 'awaiting-human' ? view.effects : [];
  const next = waiting
    .filter(({ state }) => state === 'undo-failed')
    .map((effect) => `${effect.id} waits for a person: ${commandsOf(settleActions(view.run, effect))}`);
  setCurrentDetails([`**${view.state}**`, ...next, lines.join('\n')].join('\n\n'));
  upsertSearchAttributes([{ key: stateKey, value: view.state }]);
}
