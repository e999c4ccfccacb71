import type { MessageReceipt, SettleEffectMessage, UndoEffectsMessage } from '../contracts/messages.ts';
import type { UndoRunInput, UndoRunView } from '../contracts/undo-run.ts';
import { activityId } from '../core/commands/activities.ts';
import { undoEndOf } from '../core/commands/undo-effect.ts';
import {
  effectOf,
  type LedgerEntry,
  mayTouchTheSame,
  settledState,
  settleEffect,
} from '../core/effects/effect.ts';
import { dueUndo, onUndoEnded, startPass, startUndo, type UndoPass } from '../core/undo/undo-pass.ts';
import { planUndo, type UndoItem, type UndoSelection } from '../core/undo/undo-plan.ts';
import { refuse, taken } from './messages/message-rule.ts';
import { compensate, findUndoConflict } from './undo-effect.ts';

/** What an undo of a closed run knows, and how it plans, undoes and settles. One request at a time is its caller's care. */
export class UndoDesk {
  readonly #run: string;
  readonly #tools: UndoRunInput['tools'];
  #ledger: readonly LedgerEntry[];
  #pass: UndoPass | undefined;
  #plans = 0;

  constructor({ run, tools, ledger }: UndoRunInput) {
    this.#run = run;
    this.#tools = tools;
    this.#ledger = ledger;
  }

  get ledger(): readonly LedgerEntry[] {
    return this.#ledger;
  }

  /**
   * A compensation failed and was neither tried again nor settled: an open task for a person.
   *
   * What a plan only found so is no task of it: it would outlive what it knows of a run that is still open.
   */
  get awaitsPerson(): boolean {
    return this.#pass !== undefined && this.#ledger.some(({ state }) => state === 'undo-failed');
  }

  view(state: UndoRunView['state']): UndoRunView {
    return {
      schema: 'holdfast.undo-run-view/v1',
      run: this.#run,
      state,
      effects: this.#ledger.map(effectOf),
      items: this.#pass?.items ?? [],
    };
  }

  /** Say what an undo would do, foreign changes since included; nothing is changed. */
  async plan(selection: UndoSelection): Promise<readonly UndoItem[]> {
    const number = ++this.#plans;
    const items = planUndo(this.#ledger, selection);
    return Promise.all(items.map((item, position) => this.#check(item, items.slice(0, position), number)));
  }

  /** Undo what is selected, newest first; says how each item ended. */
  async undo({ by, reason, ...selection }: UndoEffectsMessage): Promise<readonly UndoItem[]> {
    const number = (this.#pass?.number ?? 0) + 1;
    let pass = startPass(this.#ledger, selection, {
      number,
      by,
      ...(reason === undefined ? {} : { reason }),
    });
    for (let effect = dueUndo(pass, this.#ledger); effect; effect = dueUndo(pass, this.#ledger)) {
      pass = startUndo(pass, effect.id);
      const policy = this.#tools[effect.tool];
      const end = policy
        ? undoEndOf(
            await compensate({
              kind: 'undo-effect',
              id: activityId('undo-effect', effect.id, number),
              effect,
              policy,
            }),
          )
        : { kind: 'conflict' as const, message: `the run knew no tool ${effect.tool}` };
      ({ pass, ledger: this.#ledger } = onUndoEnded(pass, this.#ledger, effect.id, end));
    }
    this.#pass = pass;
    return pass.items;
  }

  /** Take a person's word for an effect that could not be undone or made out. */
  settle({ effectId, outcome, output }: SettleEffectMessage): MessageReceipt {
    const entry = this.#ledger.find(({ id }) => id === effectId);
    if (!entry) return refuse('unknown-effect', `The run has no effect ${effectId}.`);
    if (!['undo-failed', 'unknown', 'conflict'].includes(entry.state)) {
      return refuse('nothing-to-settle', `${effectId} does not wait to be settled by a person.`);
    }
    this.#ledger = settleEffect(this.#ledger, effectId, settledState(entry, outcome, output));
    return taken;
  }

  async #check(item: UndoItem, newer: readonly UndoItem[], plan: number): Promise<UndoItem> {
    const effect = this.#entry(item.effectId);
    const policy = effect && this.#tools[effect.tool];
    if (item.action !== 'undo' || !effect || !policy) return item;
    // What a later effect of this very plan left there is no foreign change: only the newest can be looked at.
    const covered = newer.some(({ effectId }) => {
      const other = this.#entry(effectId);
      return other !== undefined && mayTouchTheSame(other, effect);
    });
    if (covered) return item;
    const conflict = await findUndoConflict({
      kind: 'check-undo',
      id: activityId('check-undo', effect.id, plan),
      effect,
      policy,
    });
    return conflict === undefined ? item : { ...item, action: 'conflict', because: conflict };
  }

  #entry(effectId: string): LedgerEntry | undefined {
    return this.#ledger.find(({ id }) => id === effectId);
  }
}
