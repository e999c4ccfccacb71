import type { SettleEffectMessage, UndoEffectsMessage } from '../../contracts/messages.ts';
import { awaitsSettling } from '../../core/calls/on-effect-settled.ts';
import { messageFaults } from '../../core/messages/message-faults.ts';
import { unknownEffects } from '../../core/undo/undo-plan.ts';
import { answerUndo, type MessageRule, refuse, taken } from './message-rule.ts';

/** Undo effects of this run while it is open; its sender hears when every item has ended. */
export const undoEffects: MessageRule = {
  malformed: messageFaults.undoEffects,
  receive: ({ by, reason, effectIds, afterStep }: UndoEffectsMessage, run) => {
    const state = run.state();
    if (state.undo || state.undoRequest)
      return refuse('undo-running', 'An undo of this run is under way; wait for it.');
    const selection = { ...(effectIds && { effectIds }), ...(afterStep !== undefined && { afterStep }) };
    const [unknown] = unknownEffects(state.effects, selection);
    if (unknown !== undefined) return refuse('unknown-effect', `This run has no effect ${unknown}.`);
    const because = reason === undefined ? {} : { reason };
    run.apply({ type: 'undo-requested', atMs: Date.now(), selection, by, ...because });
    return taken;
  },
  settle: (_payload, run) => {
    const { undo, undoRequest, lastUndo } = run.state();
    return undo || undoRequest ? undefined : answerUndo(lastUndo);
  },
};

/** Tell the run whether an effect that nobody could make out is in the world. */
export const settleEffect: MessageRule = {
  malformed: messageFaults.settleEffect,
  receive: ({ effectId, outcome, output, by }: SettleEffectMessage, run) => {
    const call = run.state().calls.find(({ id }) => id === effectId);
    const entry = run.state().effects.find(({ id }) => id === effectId);
    if (!entry) return refuse('unknown-effect', `This run has no effect ${effectId}.`);
    const asksPerson = call?.progress.state === 'settling' && call.progress.by === 'person';
    if (!asksPerson && !awaitsSettling(entry)) {
      return refuse('nothing-to-settle', `${effectId} does not wait to be settled by a person.`);
    }
    const told = output === undefined ? {} : { output };
    run.apply({ type: 'effect-settled', atMs: Date.now(), id: effectId, outcome, ...told, by });
    return taken;
  },
};
