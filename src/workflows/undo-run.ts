import {
  allHandlersFinished,
  CancellationScope,
  condition,
  defineQuery,
  defineUpdate,
  setHandler,
} from '@temporalio/workflow';
import type {
  MessageReceipt,
  SettleEffectMessage,
  UndoEffectsMessage,
  UndoReceipt,
} from '../contracts/messages.ts';
import { queryNames } from '../contracts/names.ts';
import { type UndoRunInput, type UndoRunView, undoRunMessages } from '../contracts/undo-run.ts';
import { effectOf, type LedgerEntry, settleEffect } from '../core/effect.ts';
import { dueUndo, foldUndoEnd, startPass, startUndo, type UndoPass } from '../core/undo-pass.ts';
import {
  planUndo,
  sharesResource,
  type UndoItem,
  type UndoSelection,
  unknownEffects,
} from '../core/undo-plan.ts';
import { answerUndo, needsOneOf, needsText, refuse, taken } from './message-rule.ts';
import { publishUndo } from './publish-undo.ts';
import { findUndoConflict, undoEffect } from './undo-effect.ts';

interface Request {
  readonly apply: boolean;
  readonly selection: UndoSelection;
  readonly by: string;
  readonly reason?: string;
  items?: readonly UndoItem[];
}

/**
 * Undo effects of a closed run, one request at a time, or plan to.
 *
 * A second request finds what the first has done. Closes when nothing waits; stays open, as an open task for a person,
 * while a compensation that failed is neither tried again nor settled.
 */
export async function undoRun(input: UndoRunInput): Promise<UndoRunView> {
  let ledger = input.ledger;
  let pass: UndoPass | undefined;
  let handled = 0;
  const requests: Request[] = [];

  const view = (closed = false): UndoRunView => ({
    schema: 'holdfast.undo-run-view/v1',
    run: input.run,
    state: closed ? 'closed' : requests.length > 0 ? 'undoing' : 'awaiting-human',
    effects: ledger.map(effectOf),
    items: pass?.items ?? [],
  });

  const ask = async (apply: boolean, message: UndoEffectsMessage): Promise<UndoReceipt | MessageReceipt> => {
    const { effectIds, afterStep, by, reason } = message;
    const selection = { ...(effectIds && { effectIds }), ...(afterStep !== undefined && { afterStep }) };
    const [unknown] = unknownEffects(ledger, selection);
    handled++;
    if (unknown !== undefined) return refuse('unknown-effect', `The run has no effect ${unknown}.`);
    const request: Request = { apply, selection, by, ...(reason === undefined ? {} : { reason }) };
    requests.push(request);
    await condition(() => request.items !== undefined);
    return {
      ...answerUndo(undefined),
      items: request.items ?? [],
      complete: apply && isDone(request.items ?? []),
    };
  };

  setHandler(defineQuery<UndoRunView>(queryNames.status), () => view());
  setHandler(defineQuery<readonly LedgerEntry[]>(queryNames.ledger), () => ledger);
  const validator = (payload: UndoEffectsMessage): void => complain(needsText(payload, 'by'));
  setHandler(
    defineUpdate<UndoReceipt | MessageReceipt, [UndoEffectsMessage]>(undoRunMessages.planUndo),
    (message) => ask(false, message),
    { validator },
  );
  setHandler(
    defineUpdate<UndoReceipt | MessageReceipt, [UndoEffectsMessage]>(undoRunMessages.undoEffects),
    (message) => ask(true, message),
    { validator },
  );
  setHandler(
    defineUpdate<MessageReceipt, [SettleEffectMessage]>(undoRunMessages.settleEffect),
    ({ effectId, outcome }) => {
      handled++;
      const entry = ledger.find(({ id }) => id === effectId);
      if (!entry) return refuse('unknown-effect', `The run has no effect ${effectId}.`);
      if (!['undo-failed', 'unknown', 'conflict'].includes(entry.state)) {
        return refuse('nothing-to-settle', `${effectId} does not wait to be settled by a person.`);
      }
      ledger = settleEffect(ledger, effectId, { state: outcome === 'absent' ? 'undone' : 'applied' });
      return taken;
    },
    {
      validator: (payload) =>
        complain(
          needsText(payload, 'effectId') ??
            needsText(payload, 'by') ??
            needsOneOf(payload, 'outcome', ['applied', 'absent']),
        ),
    },
  );

  const plan = async (selection: UndoSelection): Promise<readonly UndoItem[]> => {
    const items = planUndo(ledger, selection);
    return Promise.all(
      items.map(async (item, position) => {
        const effect = ledger.find(({ id }) => id === item.effectId);
        const policy = effect && input.tools[effect.tool];
        if (item.action !== 'undo' || !effect || !policy) return item;
        // What a later effect of this very plan left there is no foreign change: only the newest can be looked at.
        const covered = items
          .slice(0, position)
          .some((newer) =>
            ledger.some((other) => other.id === newer.effectId && sharesResource(other, effect)),
          );
        if (covered) return item;
        const conflict = await findUndoConflict({ id: `${effect.id}k${handled}`, effect, policy });
        return conflict === undefined ? item : { ...item, action: 'conflict' as const, because: conflict };
      }),
    );
  };

  const undo = async ({ selection, by, reason }: Request): Promise<readonly UndoItem[]> => {
    const number = (pass?.number ?? 0) + 1;
    pass = startPass(ledger, selection, { number, by, ...(reason === undefined ? {} : { reason }) });
    for (let effect = dueUndo(pass, ledger); effect; effect = dueUndo(pass, ledger)) {
      pass = startUndo(pass, effect.id);
      const policy = input.tools[effect.tool];
      const end = policy
        ? await undoEffect({ id: `${effect.id}u${number}`, effect, policy })
        : { kind: 'conflict' as const, message: `the run knew no tool ${effect.tool}` };
      ({ pass, ledger } = foldUndoEnd(pass, ledger, effect.id, end));
    }
    return pass.items;
  };

  return CancellationScope.nonCancellable(async () => {
    for (;;) {
      await condition(() => requests.length > 0 || (handled > 0 && !ledger.some(isOpenTask)));
      const request = requests[0];
      if (!request) break;
      publishUndo(view());
      request.items = request.apply ? await undo(request) : await plan(request.selection);
      requests.shift();
      publishUndo(view());
    }
    await condition(allHandlersFinished);
    publishUndo(view(true));
    return view(true);
  });
}

function isOpenTask({ state }: LedgerEntry): boolean {
  return state === 'undo-failed';
}

function isDone(items: readonly UndoItem[]): boolean {
  return answerUndo({ number: 0, by: '', items }).complete;
}

/** @throws TypeError so that a malformed message never enters history. */
function complain(malformed: string | undefined): void {
  if (malformed !== undefined) throw new TypeError(malformed);
}
