import { defineSearchAttributeKey } from '@temporalio/common';
import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { UndoRunView } from '../../contracts/undo-run.ts';

const stateKey = defineSearchAttributeKey('HoldfastState', 'KEYWORD');

/** Shows an undo to people: details in the UI, and its state in lists when that changes. It starts as `undoing`. */
export class UndoPublisher {
  #published: UndoRunView['state'] = 'undoing';

  publish(view: UndoRunView): void {
    setCurrentDetails(detailsOf(view));
    if (view.state === this.#published) return;
    this.#published = view.state;
    upsertSearchAttributes([{ key: stateKey, value: view.state }]);
  }
}

function detailsOf({ run, state, items }: UndoRunView): string {
  const lines = items.map(
    ({ effectId, summary, action, result, because }) =>
      `- ${effectId} ${summary}: ${result ?? action} (${because})`,
  );
  const next =
    state === 'awaiting-human'
      ? [`Try again: \`holdfast undo ${run} --apply\`, or settle: \`holdfast settle ${run} EFFECT absent\``]
      : [];
  return [`**${state}**`, ...next, lines.join('\n')].join('\n\n');
}
