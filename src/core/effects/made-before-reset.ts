import { boundedText } from '../values/bounded-text.ts';
import { digestOf } from '../values/digest.ts';
import type { Json, JsonObject } from '../values/json.ts';
import type { LedgerEntry } from './effect.ts';

/** A write that a run is about to make which Temporal reset. */
export interface WriteAfterReset {
  readonly callId: string;
  readonly tool: string;
  readonly arguments: JsonObject;
  readonly idempotencyKey: string;
}

/** What is known of the executions that resets of a run left behind. */
export interface LeftBehind {
  /** What they made and the run itself does not know, or knows otherwise. */
  readonly effects: readonly LedgerEntry[];
  /** Some are known of, and what they did cannot be read any more. */
  readonly isPartly: boolean;
  /** Calls of which the run has been told since the reset: they were about to be made then as well. */
  readonly toldCalls: readonly string[];
  /** Keys of the run's own ledger. */
  readonly ownKeys: readonly string[];
  /** `<tool>/<digest of the arguments>` of each refusal as `MadeBeforeReset` since the reset. */
  readonly refused: readonly string[];
}

export type MadeBeforeReset =
  | { readonly kind: 'no' }
  /** It stands: this is what it brought, and nothing is sent. */
  | { readonly kind: 'made'; readonly output: Json }
  /** It stands, and nobody knows what it brought: nothing is sent. */
  | { readonly kind: 'made-result-unknown'; readonly message: string }
  | { readonly kind: 'may-have-acted'; readonly message: string }
  | { readonly kind: 'refused'; readonly type: string; readonly message: string };

/** The type of a refusal of a change that stands under the id of another call. */
export const madeBeforeResetType = 'MadeBeforeReset';

/**
 * Tell what became of a write before its run was reset: a reset takes back what the run knows, not what it did.
 *
 * The same call, by its key, is answered with what it brought; where nobody knows whether it acted, the run is told so,
 * once. The same change under another call's id is refused once for each time that it stands, with what it brought: the
 * model may mean to make it once more.
 */
export function madeBefore(call: WriteAfterReset, known: LeftBehind): MadeBeforeReset {
  const same = known.effects.find(({ idempotencyKey }) => idempotencyKey === call.idempotencyKey);
  if (same) return sameCall(call, same, known);
  return (
    sameChange(call, known) ??
    (known.isPartly && !known.toldCalls.includes(call.callId)
      ? {
          kind: 'may-have-acted',
          message:
            'this run was reset, and the history of an execution before the reset is not kept any more: it may have done this',
        }
      : no)
  );
}

const no: MadeBeforeReset = { kind: 'no' };

function sameCall(call: WriteAfterReset, same: LedgerEntry, { toldCalls }: LeftBehind): MadeBeforeReset {
  if (same.state === 'undone') {
    return {
      kind: 'refused',
      type: 'UndoneBeforeReset',
      message: `Not sent: before this run was reset it made this very call, and it was undone since. Propose it anew if it is still wanted.`,
    };
  }
  if (stands(same)) return made(call, same);
  if (same.state === 'absent' || toldCalls.includes(call.callId)) return no;
  return {
    kind: 'may-have-acted',
    message: 'it may have acted before this run was reset: nobody knows how it ended',
  };
}

function made({ tool }: WriteAfterReset, { id, output }: LedgerEntry): MadeBeforeReset {
  return output === undefined
    ? {
        kind: 'made-result-unknown',
        message: `${tool} took effect before this run was reset (${id}), and what it returned is not known. It was not sent again.`,
      }
    : { kind: 'made', output };
}

function sameChange(call: WriteAfterReset, known: LeftBehind): MadeBeforeReset | undefined {
  const digest = digestOf(call.arguments);
  const twins = known.effects.filter(
    (entry) =>
      entry.tool === call.tool &&
      entry.argumentsDigest === digest &&
      !known.ownKeys.includes(entry.idempotencyKey),
  );
  const open = twins.find(
    ({ state, mayBeUndone }) => state === 'unknown' || (mayBeUndone && state !== 'undone'),
  );
  if (open) {
    return {
      kind: 'refused',
      type: madeBeforeResetType,
      message:
        open.state === 'unknown'
          ? `Not sent: before this run was reset it may have made this very change (${open.id}), and nobody knows. A person has to settle that effect first.`
          : `Not sent: before this run was reset it made this very change (${open.id}), and an undo of it may have gone through: nobody knows whether it stands. A person has to have it undone, or settle it, first.`,
    };
  }
  const standing = twins.filter(stands);
  const refused = known.refused.filter((one) => one === changeOf(call.tool, digest)).length;
  const next = standing[refused];
  return (
    next && {
      kind: 'refused',
      type: madeBeforeResetType,
      message: `Not sent: before this run was reset it made this very change (${next.id}), and it stands. ${whatItBrought(next)} Go on from there; propose it anew only if it shall happen once more.`,
    }
  );
}

/** As `LeftBehind.refused` names a change. */
export function changeOf(tool: string, argumentsDigest: string): string {
  return `${tool}/${argumentsDigest}`;
}

/** In the world, as far as anybody knows. */
function stands({ state, mayBeUndone }: LedgerEntry): boolean {
  return !mayBeUndone && (state === 'applied' || state === 'conflict' || state === 'undo-failed');
}

function whatItBrought({ output }: LedgerEntry): string {
  if (output === undefined) return 'What it brought is not known.';
  return `It brought: ${boundedText(JSON.stringify(output), { bytes: 2_048 })}.`;
}
