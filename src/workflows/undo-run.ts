import {
  ApplicationFailure,
  allHandlersFinished,
  CancellationScope,
  condition,
  defineUpdate,
  setHandler,
} from '@temporalio/workflow';
import type {
  MessageReceipt,
  SettleEffectMessage,
  UndoEffectsMessage,
  UndoReceipt,
} from '../contracts/messages.ts';
import { type UndoRunInput, type UndoRunView, undoRunMessages } from '../contracts/undo-run.ts';
import { messageFaults } from '../core/messages/message-faults.ts';
import { isComplete } from '../core/undo/undo-pass.ts';
import { type UndoItem, unknownEffects } from '../core/undo/undo-plan.ts';
import { failureTypes } from '../core/values/failure-types.ts';
import { refuse } from './messages/message-rule.ts';
import { publishUndo } from './publish/publish-undo.ts';
import { UndoDesk } from './undo-desk.ts';

const notAnUndo = 'What this undo was started with is none. Nothing was undone; undo the run itself.';

function isUndoRunInput(input: unknown): input is UndoRunInput {
  const { run, ledger, tools } = (input ?? {}) as Partial<UndoRunInput>;
  return typeof run === 'string' && Array.isArray(ledger) && typeof tools === 'object' && tools !== null;
}

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
 * while a compensation that failed is neither tried again nor settled. Fails when it was started with anything else.
 */
export async function undoRun(input: UndoRunInput): Promise<UndoRunView> {
  if (!isUndoRunInput(input)) throw ApplicationFailure.nonRetryable(notAnUndo, failureTypes.taskInvalid);
  const desk = new UndoDesk(input);
  const requests: Request[] = [];
  let handled = 0;

  const ask = async (apply: boolean, message: UndoEffectsMessage): Promise<Answer> => {
    handled++;
    const [unknown] = unknownEffects(desk.ledger, message);
    if (unknown !== undefined) return refuse('unknown-effect', `The run has no effect ${unknown}.`);
    const request: Request = { apply, message };
    requests.push(request);
    // Whatever is asked of it is carried out, also when somebody cancels the workflow meanwhile.
    await CancellationScope.nonCancellable(() => condition(() => request.items !== undefined));
    const items = request.items ?? [];
    return { accepted: true, items, complete: apply && isComplete(items) };
  };
  const settle = (message: SettleEffectMessage): MessageReceipt => {
    handled++;
    return desk.settle(message);
  };
  const view = (): UndoRunView => desk.view(requests.length > 0 ? 'undoing' : 'awaiting-human');

  const { planUndo, undoEffects, settleEffect } = undoRunMessages;
  const selects = { validator: (payload: object): void => complain(messageFaults.undoEffects(payload)) };
  setHandler(defineUpdate<Answer, [UndoEffectsMessage]>(planUndo), (message) => ask(false, message), selects);
  setHandler(
    defineUpdate<Answer, [UndoEffectsMessage]>(undoEffects),
    (message) => ask(true, message),
    selects,
  );
  setHandler(defineUpdate<MessageReceipt, [SettleEffectMessage]>(settleEffect), settle, {
    validator: (payload) => complain(messageFaults.settleEffect(payload)),
  });

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
