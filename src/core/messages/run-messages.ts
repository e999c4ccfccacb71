import type { RunState } from '../run/run-state.ts';
import { cancelRun } from './cancel-run.ts';
import { endConversation } from './end-conversation.ts';
import { type FactOf, type Judgement, type RunMessage, readMessage, type TimedFact } from './message.ts';
import { pause } from './pause.ts';
import { probeEffect } from './probe-effect.ts';
import { resolveApproval } from './resolve-approval.ts';
import { resume } from './resume.ts';
import { say } from './say.ts';
import { settleEffect } from './settle-effect.ts';
import { undoEffects } from './undo-effects.ts';

/**
 * Every message of a run, by its name on the wire: signal and update share name and payload. Renaming one breaks running
 * workflows and every sender.
 *
 * A new message is one file and one row. Messages stand below the run that takes them: what they judge is its state, of
 * which they know the type only, so that its `evolve` can go by the same judgement as whoever answers the sender.
 */
export const runMessages = {
  say,
  endConversation,
  pause,
  resume,
  cancelRun,
  resolveApproval,
  undoEffects,
  settleEffect,
  probeEffect,
} as const;

export type RunMessages = typeof runMessages;
export type RunMessageName = keyof RunMessages;

/** What a run learns of messages, before somebody has said when. */
export type RunMessageFact = FactOf<RunMessages[RunMessageName]>;

/** One row, for whoever goes by the name that came. */
type AnyRunMessage = Omit<RunMessage<never, RunMessageFact, string, { readonly accepted: true }>, 'refusals'>;

/** A run that is closed takes nothing, whatever it is. */
const runClosed = { code: 'run-closed', message: 'The run is closed.' } as const;

/** The event that a run makes of a message; undefined for one that it does not know or that is malformed. */
export function eventOfMessage(
  name: string,
  payload: unknown,
  atMs: number,
): TimedFact<RunMessageFact> | undefined {
  return readMessage<RunMessageFact>(runMessages, name, payload, atMs);
}

/** Why a run takes no such message, whatever its state; undefined for one that it judges. */
export function whyNotTaken(name: string, payload: unknown): string | undefined {
  return Object.hasOwn(runMessages, name)
    ? runMessages[name as RunMessageName].malformed(payload)
    : 'a run knows no message of that name';
}

/** Judge a message by the event that it becomes. */
export function judgeMessage(state: RunState, event: TimedFact<RunMessageFact>): Judgement {
  return state.outcome ? runClosed : rowOf(event).judge(state, event);
}

/** Let a message move its run; a refused one does not, but for what is noted of it. */
export function onMessage(state: RunState, event: TimedFact<RunMessageFact>): RunState {
  const row = rowOf(event);
  const judgement = row.judge(state, event);
  if (judgement === 'taken') return row.take(state, event);
  return judgement === 'duplicate' ? state : (row.noteRefusal?.(state, event, judgement) ?? state);
}

const rows = new Map<string, AnyRunMessage>(
  Object.values(runMessages).map((message) => [message.event, message]),
);

function rowOf({ type }: RunMessageFact): AnyRunMessage {
  const row = rows.get(type);
  if (!row) throw new TypeError(`no message becomes ${type}`);
  return row;
}
