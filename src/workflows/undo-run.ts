import {
  allHandlersFinished,
  CancellationScope,
  condition,
  defineQuery,
  defineUpdate,
  setHandler,
} from '@temporalio/workflow';
import { queryNames } from '../contracts/names.ts';
import type { UndoRunInput, UndoRunView } from '../contracts/undo-run.ts';
import type { LedgerEntry } from '../core/effects/effect.ts';
import { type MessageReceipt, receiptOf } from '../core/messages/message.ts';
import type { SettleEffectMessage } from '../core/messages/settle-effect.ts';
import type { UndoEffectsMessage, UndoReceipt } from '../core/messages/undo-effects.ts';
import { type UndoRunMessageName, undoRunMessages } from '../core/messages/undo-run-messages.ts';
import { isComplete } from '../core/undo/undo-pass.ts';
import type { UndoItem } from '../core/undo/undo-plan.ts';
import { publishUndo } from './publish/publish-undo.ts';
import { UndoDesk } from './undo-desk.ts';

interface Request {
  readonly apply: boolean;
  readonly message: UndoEffectsMessage;
  items?: readonly UndoItem[];
}

type Answer = UndoReceipt | MessageReceipt;

/**
 * Undo effects of a closed run, one request at a time, or plan to.
 *
 * A second request finds what the first has done. Closes when nothing waits; stays open, as an open task for a person,
 * while a compensation that failed is neither tried again nor settled.
 */
export async function undoRun(input: UndoRunInput): Promise<UndoRunView> {
  const desk = new UndoDesk(input);
  const requests: Request[] = [];
  let handled = 0;

  const ask = async (apply: boolean, message: UndoEffectsMessage): Promise<Answer> => {
    handled++;
    const { judge, toEvent } = undoRunMessages.undoEffects;
    const judgement = judge(desk.ledger, { ...toEvent(message), atMs: Date.now() });
    if (judgement !== 'taken') return receiptOf(judgement);
    const request: Request = { apply, message };
    requests.push(request);
    // Whatever is asked of it is carried out, also when somebody cancels the workflow meanwhile.
    await CancellationScope.nonCancellable(() => condition(() => request.items !== undefined));
    const items = request.items ?? [];
    return { accepted: true, items, complete: apply && isComplete(items) };
  };
  const settle = (message: SettleEffectMessage): MessageReceipt => {
    handled++;
    const { judge, toEvent } = undoRunMessages.settleEffect;
    const judgement = judge(desk.ledger, { ...toEvent(message), atMs: Date.now() });
    if (judgement === 'taken') desk.settle(message);
    return receiptOf(judgement);
  };
  const view = (): UndoRunView => desk.view(requests.length > 0 ? 'undoing' : 'awaiting-human');

  setHandler(defineQuery<UndoRunView>(queryNames.status), view);
  setHandler(defineQuery<readonly LedgerEntry[]>(queryNames.ledger), () => desk.ledger);
  const on = <Payload>(
    name: UndoRunMessageName,
    answer: (payload: Payload) => Answer | Promise<Answer>,
  ): void => {
    setHandler(defineUpdate<Answer, [Payload]>(name), answer, {
      validator: (payload) => complain(undoRunMessages[name].malformed(payload)),
    });
  };
  on<UndoEffectsMessage>('planUndo', (message) => ask(false, message));
  on<UndoEffectsMessage>('undoEffects', (message) => ask(true, message));
  on<SettleEffectMessage>('settleEffect', settle);

  return CancellationScope.nonCancellable(async () => {
    for (;;) {
      await condition(() => requests.length > 0 || (handled > 0 && !desk.awaitsPerson));
      const [request] = requests;
      if (!request) break;
      publishUndo(view());
      request.items = request.apply ? await desk.undo(request.message) : await desk.plan(request.message);
      requests.shift();
      publishUndo(view());
    }
    await condition(allHandlersFinished);
    const closed = desk.view('closed');
    publishUndo(closed);
    return closed;
  });
}

/** @throws TypeError so that a malformed message never enters history. */
function complain(malformed: string | undefined): void {
  if (malformed !== undefined) throw new TypeError(malformed);
}
