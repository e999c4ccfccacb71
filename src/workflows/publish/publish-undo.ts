import { defineSearchAttributeKey } from '@temporalio/common';
import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { UndoRunView } from '../../contracts/undo-run.ts';
import { waitsForAPerson } from '../../core/effects/waits-for-a-person.ts';
import { markdownText } from '../../core/values/markdown-text.ts';
import { settleActions } from '../../core/view/next-actions.ts';
import { commandsOf } from '../../core/view/run-command.ts';

const stateKey = defineSearchAttributeKey('HoldfastState', 'KEYWORD');

const shownItems = 20;

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

function detailsOf({ run, state, items, effects, lacking }: UndoRunView): string {
  const waits = lacking === undefined ? [] : [`waits for a worker that has ${markdownText(lacking)}`];
  const lines = items
    .slice(0, shownItems)
    .map(
      ({ effectId, summary, action, result, because }) =>
        `- ${effectId} ${markdownText(summary)}: ${result ?? action} (${markdownText(because)})`,
    );
  const waiting = state === 'awaiting-human' ? effects : [];
  const next = waiting
    .filter(waitsForAPerson)
    .slice(0, shownItems)
    .map((effect) => `${effect.id} waits for a person: ${commandsOf(settleActions(run, effect))}`);
  return [`**${state}**`, ...waits, ...next, lines.join('\n')].join('\n\n');
}
