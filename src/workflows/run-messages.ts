import { defineQuery, defineSignal, defineUpdate, log, setHandler } from '@temporalio/workflow';
import type { WindowView } from '../contracts/activities.ts';
import type { CancelRunMessage, MessageReceipt, RefusalCode, SayMessage } from '../contracts/messages.ts';
import { messageNames, queryNames } from '../contracts/names.ts';
import { inboxTakes } from '../core/evolve.ts';
import { utf8Bytes } from '../core/json.ts';
import type { RunEvent } from '../core/run-event.ts';
import { maxMessageBytes, type RunState } from '../core/run-state.ts';
import type { RunView } from '../core/run-view.ts';
import { viewOfRun } from '../core/view-of-run.ts';

/** What the handlers may do: look at the run and apply an event. */
export interface RunHandle {
  state(): RunState;
  apply(event: RunEvent): void;
}

/** One message: how its payload is checked, and what comes of it. Handlers validate and apply, no more. */
interface MessageRule {
  /** A text that says what is malformed, or nothing. */
  malformed(payload: unknown): string | undefined;
  receive(payload: never, run: RunHandle): MessageReceipt;
}

const taken: MessageReceipt = { accepted: true };

const rules: Record<keyof typeof messageNames, MessageRule> = {
  say: {
    malformed: (payload) => needsText(payload, 'message') ?? needsText(payload, 'messageId'),
    receive: ({ message, messageId }: SayMessage, run) => {
      const state = run.state();
      if (state.seenMessageIds.includes(messageId)) return { accepted: true, duplicate: true };
      const refusal = refusalOf(state, message);
      if (refusal) return refusal;
      run.apply({ type: 'user-spoke', atMs: Date.now(), message, messageId });
      return taken;
    },
  },
  endConversation: {
    malformed: needsObject,
    receive: (_payload, run) => {
      if (!run.state().task.chat && run.state().question === undefined) {
        return refuse('not-conversational', 'This run is not a conversation; cancel it to stop it early.');
      }
      run.apply({ type: 'conversation-ended', atMs: Date.now() });
      return taken;
    },
  },
  pause: {
    malformed: needsObject,
    receive: (_payload, run) => {
      if (run.state().paused) return refuse('already-paused', 'The run is paused already.');
      run.apply({ type: 'paused', atMs: Date.now() });
      return taken;
    },
  },
  resume: {
    malformed: needsObject,
    receive: (_payload, run) => {
      if (!run.state().paused) return refuse('not-paused', 'The run is not paused.');
      run.apply({ type: 'resumed', atMs: Date.now() });
      return taken;
    },
  },
  cancelRun: {
    malformed: (payload) => needsText(payload, 'by'),
    receive: ({ by, reason }: CancelRunMessage, run) => {
      run.apply({
        type: 'cancel-requested',
        atMs: Date.now(),
        by,
        ...(reason === undefined ? {} : { reason }),
      });
      return taken;
    },
  },
};

/** Register every message as signal and as update, and the queries. Call before anything else. */
export function handleMessages(run: RunHandle): void {
  for (const [name, rule] of Object.entries(rules)) {
    const receive = (payload: unknown): MessageReceipt =>
      run.state().outcome ? refuse('run-closed', 'The run is closed.') : rule.receive(payload as never, run);
    setHandler(defineSignal<[unknown]>(name), (payload) => {
      const malformed = rule.malformed(payload);
      const receipt = malformed === undefined ? receive(payload) : undefined;
      if (receipt?.accepted !== true) log.warn('signal not taken', { signal: name, malformed, receipt });
    });
    setHandler(defineUpdate<MessageReceipt, [unknown]>(name), receive, {
      validator: (payload) => {
        const malformed = rule.malformed(payload);
        if (malformed !== undefined) throw new TypeError(malformed);
      },
    });
  }
  setHandler(defineQuery<RunView>(queryNames.status), () => viewOfRun(run.state(), Date.now()));
  setHandler(defineQuery<WindowView | undefined>(queryNames.window), () => windowOf(run.state()));
}

function windowOf(state: RunState): WindowView | undefined {
  if (!state.charter) return undefined;
  const { known, messages } = state.transcript;
  return { head: known, messages: messages.slice(0, known.length), charter: state.charter };
}

function refusalOf(state: RunState, message: string): MessageReceipt | undefined {
  if (!state.task.chat && state.question === undefined) {
    return refuse('not-conversational', 'This run takes no messages; start it with --chat to talk to it.');
  }
  if (utf8Bytes(message) > maxMessageBytes) {
    return refuse(
      'too-large',
      `A message may hold ${maxMessageBytes} bytes; this one has ${utf8Bytes(message)}.`,
    );
  }
  if (!inboxTakes(state, message)) {
    return refuse('inbox-full', 'Too many messages wait for the model; say it again after its next answer.');
  }
  return undefined;
}

function refuse(code: RefusalCode, message: string): MessageReceipt {
  return { accepted: false, refusal: { code, message } };
}

function needsObject(payload: unknown): string | undefined {
  return typeof payload === 'object' && payload !== null ? undefined : 'the payload must be one object';
}

function needsText(payload: unknown, field: string): string | undefined {
  const missing = needsObject(payload);
  if (missing !== undefined) return missing;
  const value = (payload as Record<string, unknown>)[field];
  return typeof value === 'string' && value !== '' ? undefined : `${field} must be a text that is not empty`;
}
