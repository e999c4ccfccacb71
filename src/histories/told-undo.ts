import { undoRunWorkflowId } from '../contracts/names.ts';
import { undoFact } from '../core/commands/undo-fact.ts';
import type { LedgerEntry } from '../core/effects/effect.ts';
import { asUndoLeft } from '../core/effects/known-twice.ts';
import { effectIdOf, idInExecution } from '../core/ids/ids.ts';
import type { HistoryFact } from '../core/trace/history-fact.ts';
import { newlySettled, settleStepId } from '../core/trace/settle-steps.ts';
import { withCutOffUndo } from '../core/undo/cut-off-undo.ts';
import { evolveUndo } from '../core/undo/evolve-undo.ts';
import type { UndoCommand } from '../core/undo/undo-command.ts';
import type { UndoEvent } from '../core/undo/undo-event.ts';
import { isSettling, isUndoing, noUndos, type UndoState } from '../core/undo/undo-state.ts';
import { given } from '../core/values/given.ts';
import { factsOf } from './facts-of-events.ts';
import type { HistorySource } from './history-source.ts';

/** What undos of a run outside of it have done: each execution of `undo/<run>`, in their order. */
export interface LaterUndo {
  /** The effects that they changed, as they left them. */
  readonly changed: readonly LedgerEntry[];
  /** Some are known of, and what they did cannot be read any more. */
  readonly isPartly: boolean;
  /** The one that is open; absent where none is. */
  readonly open?: OpenUndo;
  /** Of their compensations and of what was settled, for a trace; ids carry the execution's id: `<run id>:c1.2u1`. */
  readonly facts: readonly HistoryFact[];
}

/** An undo that is under way, or that waits for a person. */
export interface OpenUndo {
  readonly runId: string;
  /** By these ids it is asked for effects. */
  readonly ledger: readonly LedgerEntry[];
  readonly isBusy: boolean;
}

/** Tell an effect of the run as undos have left it. What one did whose history is not kept, it may have undone. */
export function asUndosLeft<Entry extends LedgerEntry>(
  entry: Entry,
  { changed, isPartly }: LaterUndo,
): Entry {
  const left = changed.find(({ idempotencyKey }) => idempotencyKey === entry.idempotencyKey);
  if (left) return asUndoLeft(entry, left);
  const mayBe = isPartly && entry.undoable && ['applied', 'conflict', 'undo-failed'].includes(entry.state);
  return mayBe ? { ...entry, mayBeUndone: true } : entry;
}

/** Executions that are read at most, the latest. */
const maxRead = 50;

/** Read what undos made of a run's effects, from their histories alone; `except` leaves out one execution of them. */
export async function readUndos(
  source: HistorySource,
  run: string,
  { except }: { readonly except?: string } = {},
): Promise<LaterUndo> {
  const workflowId = undoRunWorkflowId(run);
  const changed = new Map<string, LedgerEntry>();
  const facts: HistoryFact[] = [];
  let open: OpenUndo | undefined;
  const listed = await source.executions(workflowId);
  let isPartly = listed.length > maxRead;
  for (const { runId } of listed.slice(-maxRead)) {
    if (runId === except) continue;
    const undo = await readUndo(source, workflowId, runId);
    if (!undo) {
      isPartly = true;
      continue;
    }
    facts.push(...undo.facts);
    open = undo.open;
    for (const entry of undo.changed) {
      // Once undone, an effect stays so: two may have undone it at the same moment.
      if (changed.get(entry.idempotencyKey)?.state !== 'undone') changed.set(entry.idempotencyKey, entry);
    }
  }
  return { changed: [...changed.values()], isPartly, facts, ...given({ open }) };
}

/** Undefined when its history is not kept any more. */
async function readUndo(
  source: HistorySource,
  workflowId: string,
  runId: string,
): Promise<Pick<LaterUndo, 'changed' | 'facts' | 'open'> | undefined> {
  const undo = new ToldUndo();
  const facts: HistoryFact[] = [];
  try {
    for await (const page of factsOf(source.converter, workflowId, source.events(workflowId, runId))) {
      for (const fact of page) {
        for (const told of undo.add(fact)) facts.push({ ...told, id: idInExecution(runId, told.id) });
      }
    }
  } catch (error) {
    if (source.isGone(error)) return undefined;
    throw error;
  }
  return { changed: undo.changed(), facts, ...given({ open: undo.open(runId) }) };
}

type ToldFact = Extract<HistoryFact, { readonly id: string }>;

function isActivityFact(fact: HistoryFact): fact is ToldFact {
  return 'id' in fact && fact.id !== undefined;
}

/** One undo as its history tells it, by the same rules as it went. */
class ToldUndo {
  #before: UndoState['ledger'] = [];
  #state: UndoState | undefined;
  #isOver = false;
  readonly #commands = new Map<string, UndoCommand['kind']>();

  /** Take a fact in; gives what it tells for a trace: of a compensation, or that an effect was settled. */
  add(fact: HistoryFact): readonly ToldFact[] {
    if (fact.type === 'undo-started') {
      this.#before = fact.ledger;
      this.#state = { ...noUndos, ledger: fact.ledger, tools: fact.tools };
      return [];
    }
    if (fact.type === 'execution-ended') this.#isOver = true;
    const before = this.#state?.ledger ?? [];
    if (fact.type === 'activity-scheduled' && isUndoActivity(fact.activity)) {
      this.#commands.set(fact.id, fact.activity);
    }
    const event = this.#eventOf(fact);
    if (event && this.#state) this.#state = evolveUndo(this.#state, event);
    const settled = newlySettled(before, this.#state?.ledger ?? []).map(
      (entry): ToldFact => ({
        type: 'effect-settled-outside',
        atMs: Date.parse(entry.settled.at),
        id: settleStepId(entry),
        entry,
      }),
    );
    return isActivityFact(fact) && this.#commands.get(fact.id) === 'undo-effect'
      ? [...settled, fact]
      : settled;
  }

  changed(): readonly LedgerEntry[] {
    const before = new Map(this.#before.map((entry) => [entry.id, entry]));
    const undo = this.#state;
    if (!undo) return [];
    const now = this.#isOver ? withCutOffUndo(undo.ledger, undo) : undo.ledger;
    return now.filter((entry) => entry !== before.get(entry.id));
  }

  open(runId: string): OpenUndo | undefined {
    const state = this.#isOver ? undefined : this.#state;
    return state && { runId, ledger: state.ledger, isBusy: isUndoing(state) || isSettling(state) };
  }

  #eventOf(fact: HistoryFact): UndoEvent | undefined {
    if (fact.type === 'undo-message-taken') return fact.event;
    if (fact.type !== 'activity-scheduled' && fact.type !== 'activity-ended') return undefined;
    const kind = this.#commands.get(fact.id);
    if (!kind) return undefined;
    if (fact.type === 'activity-scheduled') return { type: 'command-started', id: fact.id };
    return undoFact(kind, effectIdOf(fact.id), fact.end, fact.takenAtMs ?? fact.atMs);
  }
}

function isUndoActivity(activity: string): activity is UndoCommand['kind'] {
  return activity === 'undo-effect' || activity === 'check-undo' || activity === 'check-settlement';
}
