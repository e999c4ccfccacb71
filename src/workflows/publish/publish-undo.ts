import { defineSearchAttributeKey } from '@temporalio/common';
import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { UndoRunView } from '../../contracts/undo-run.ts';
import { markdownText } from '../../core/values/markdown-text.ts';
import { settleActions } from '../../core/view/next-actions.ts';
import { commandsOf } from '../../core/view/run-command.ts';

const stateKey = defineSearchAttributeKey('HoldfastState', 'KEYWORD');

const shownItems = 20;

/** Shows an undo to people in the UI and in lists. */
export function publishUndo(view: UndoRunView): void {
  const lines = view.items
    .slice(0, shownItems)
    .map(
      ({ effectId, summary, action, result, because }) =>
        `- ${effectId} ${markdownText(summary)}: ${result ?? action} (${markdownText(because)})`,
    );
  const waiting = view.state === 'awaiting-human' ? view.effects : [];
  const next = waiting
    .filter(({ state }) => state === 'undo-failed')
    .slice(0, shownItems)
    .map((effect) => `${effect.id} waits for a person: ${commandsOf(settleActions(view.run, effect))}`);
  setCurrentDetails([`**${view.state}**`, ...next, lines.join('\n')].join('\n\n'));
  upsertSearchAttributes([{ key: stateKey, value: view.state }]);
}
