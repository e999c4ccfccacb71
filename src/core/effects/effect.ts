import type { Call } from '../calls/call.ts';
import type { EffectClass } from '../calls/call-facts.ts';
import type { CharterTool } from '../charter/charter.ts';
import { digestOf } from '../values/digest.ts';
import { given } from '../values/given.ts';
import { type Json, type JsonObject, jsonBytes } from '../values/json.ts';

/** One change in the outside world, entered in the ledger before its call is dispatched. */
export interface Effect {
  /** The call's id. */
  readonly id: string;
  readonly turn: number;
  readonly tool: string;
  readonly class: Exclude<EffectClass, 'read'>;
  readonly resources: readonly string[];
  readonly summary: string;
  readonly state: EffectState;
  readonly undoable: boolean;
  /** Temporal's run id of the execution that made it, where a reset left that execution behind. */
  readonly abandonedIn?: string;
  /** Its tool can look whether it is in the world. */
  readonly probeable?: true;
  /** Nobody knows what its tool returned, so that it cannot be undone before that is told. */
  readonly resultUnknown?: true;
  /** Who settled it, where somebody had to. */
  readonly settled?: EffectSettlement;
}

/** How an effect was settled of which nobody knew, or whose undo went wrong. */
export interface EffectSettlement {
  readonly outcome: 'applied' | 'absent';
  /** As the caller said; nothing proves it. */
  readonly by: string;
  /** ISO 8601. */
  readonly at: string;
  /** On what it rests: a person's word alone, with a result that fits the tool, or what the tool's probe found. */
  readonly from: 'word' | 'result' | 'probe';
}

export type EffectState =
  | 'intended'
  | 'applied'
  | 'absent'
  | 'unknown'
  | 'undone'
  | 'undo-failed'
  | 'conflict';

/** An effect with what undoing or repeating it takes. */
export interface LedgerEntry extends Effect {
  readonly arguments: JsonObject;
  readonly argumentsDigest: string;
  readonly intent?: string;
  /** Of the trace; set when the turn is over. */
  readonly stepNumber?: number;
  /** Ends in `/run`; its undo's ends in `/undo`. */
  readonly idempotencyKey: string;
  readonly output?: Json;
  readonly before?: Json;
  /** An undo of it failed, and may have reversed it all the same. */
  readonly mayBeUndone?: true;
  /** Numbered among all that was settled, from 1. */
  readonly settled?: EffectSettlement & { readonly number: number };
  /** What the model was told, kept for a repeated intent where it is small. */
  readonly answer?: string;
}

/** A run's ledger stays this small, so that its carried state stays within one payload; further writes are refused. */
export const maxEffects = 500;
const maxLedgerBytes = 320 * 1024;

export function intendEffect(
  ledger: readonly LedgerEntry[],
  call: Call,
  tool: CharterTool,
  idempotencyKey: string,
): readonly LedgerEntry[] {
  if (tool.effect === 'read') return ledger;
  const entry: LedgerEntry = {
    id: call.id,
    turn: call.turn,
    tool: call.tool,
    class: tool.effect,
    resources: call.facts.resources,
    summary: call.facts.summary ?? call.tool,
    state: 'intended',
    ...abilities(tool),
    arguments: call.arguments,
    argumentsDigest: digestOf(call.arguments),
    ...given({ intent: call.facts.intent }),
    idempotencyKey,
    ...given({ before: call.prepared?.before }),
  };
  return [...ledger.filter(({ id }) => id !== call.id), entry];
}

/** What can be done about an effect by its tool. */
export function abilities(
  tool: Pick<CharterTool, 'has'> | undefined,
): Pick<Effect, 'undoable' | 'probeable'> {
  return {
    undoable: tool?.has.includes('undo') === true,
    ...(tool?.has.includes('probe') ? { probeable: true } : {}),
  };
}

/**
 * Whether an effect could be undone but for what its tool returned, which nobody knows: what was too large to be kept,
 * or was told by nobody. No undo is called without it.
 */
export function lacksOutput({
  state,
  undoable,
  output,
}: Pick<LedgerEntry, 'state' | 'undoable' | 'output'>): boolean {
  return undoable && output === undefined && ['applied', 'undo-failed', 'conflict'].includes(state);
}

/** Enter what became of an effect. Once it is undone, or settled, it is no longer in doubt whether an undo went through. */
export function setEffectState(
  ledger: readonly LedgerEntry[],
  id: string,
  outcome: Pick<LedgerEntry, 'state'> &
    Partial<Pick<LedgerEntry, 'output' | 'answer' | 'mayBeUndone' | 'settled'>>,
): readonly LedgerEntry[] {
  return ledger.some((effect) => effect.id === id)
    ? ledger.map((effect) => (effect.id === id ? { ...doubted(effect, outcome), ...outcome } : effect))
    : ledger;
}

function doubted(effect: LedgerEntry, { state, settled }: Partial<LedgerEntry>): LedgerEntry {
  const { mayBeUndone, ...rest } = effect;
  return mayBeUndone && (state === 'undone' || settled !== undefined) ? rest : effect;
}

export function isLedgerFull(ledger: readonly LedgerEntry[]): boolean {
  return ledger.length >= maxEffects || jsonBytes(ledger) > maxLedgerBytes;
}

/** Whether two changes may be of the same thing: they share a resource, or one of them does not say what it changes. */
export function mayTouchTheSame(
  a: { readonly resources: readonly string[] },
  b: { readonly resources: readonly string[] },
): boolean {
  if (a.resources.length === 0 || b.resources.length === 0) return true;
  return a.resources.some((resource) => b.resources.includes(resource));
}

/** What users see of an entry. */
export function effectOf(entry: LedgerEntry): Effect {
  const {
    id,
    turn,
    tool,
    class: effectClass,
    resources,
    summary,
    state,
    undoable,
    probeable,
    abandonedIn,
  } = entry;
  const effect = { id, turn, tool, class: effectClass, resources, summary, state, undoable };
  return {
    ...effect,
    ...given({ probeable, abandonedIn }),
    ...(lacksOutput(entry) ? { resultUnknown: true } : {}),
    ...(entry.settled && { settled: settlementOf(entry.settled) }),
  };
}

function settlementOf({ outcome, by, at, from }: EffectSettlement): EffectSettlement {
  return { outcome, by, at, from };
}
