import { defineSearchAttributeKey } from '@temporalio/common';
import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { UndoRunView } from '../../contracts/undo-run.ts';

const stateKey = defineSearchAttributeKey('HoldfastState', 'KEYWORD');

/** Shows an undo to people in the UI and in lists. */
export function publishUndo(view: UndoRunView): void {
  const lines = view.items.map(
    ({ effectId, summary, action, result, because }) =>
      `- ${effectId} ${summary}: ${result ?? action} (${because})`,
  );
  const next =
    view.state === 'awaiting-human'
      ? [
          `Try again: \`holdfast undo ${view.run} --apply\`, or settle: \`holdfast settle ${view.run} EFFECT absent\``,
        ]
      : [];
  setCurrentDetails([`**${view.state}**`, ...next, lines.join('\n')].join('\n\n'));
  upsertSearchAttributes([{ key: stateKey, value: view.state }]);
}
