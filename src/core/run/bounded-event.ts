import type { Decision } from '../approvals/approval.ts';
import type { CallFacts } from '../calls/call-facts.ts';
import {
  maxAnswerBytes,
  maxArgumentBytes,
  maxOutputBytes,
  maxPreparedBytes,
  maxWriteOutputBytes,
} from '../calls/result-limits.ts';
import type { CallCheck, EditCheck, ModelTurn } from '../model/model-turn.ts';
import { boundedPast } from '../resets/bounded-past.ts';
import { boundedReason, boundedUndoEvent } from '../undo/bounded-undo-event.ts';
import { boundedText } from '../values/bounded-text.ts';
import { boundedFailure, type Failure } from '../values/failure.ts';
import { failureTypes } from '../values/failure-types.ts';
import { isJsonWithin } from '../values/json.ts';
import { textBounds } from '../values/text-bounds.ts';
import { wellFormedJson } from '../values/well-formed-json.ts';
import type { RunningWork } from '../work/time-limit.ts';
import type { PreparedFacts, RunEvent } from './run-event.ts';
import type { RunState } from './run-state.ts';

/** What a worker adds to an answer that it measured. */
const envelopeBytes = 1_024;

/**
 * Bring an event into the bounds of a run: the one door through which texts from outside enter its state.
 *
 * Whatever sent it, a text is cut to what the state may hold and made well formed. What may not be cut, as it is acted
 * on (outputs, a model's answer, what a look found), becomes a failure where it is too large, in the words of a worker
 * that refuses it; how much a tool may return goes by the effect of its call. Never throws for JSON; what is in bounds
 * stays as it is.
 */
export function boundedEvent(state: Pick<RunState, 'calls' | 'charter'>, event: RunEvent): RunEvent {
  switch (event.type) {
    case 'model-answered':
      return boundedAnswer(event);
    case 'tool-succeeded':
      return boundedOutput(event, mostOutputBytes(state, event.id));
    case 'effect-probed':
      return boundedFinding(event);
    case 'call-prepared':
      return boundedLook(event);
    case 'edit-checked':
      return { ...event, check: wellFormedJson(boundedEditCheck(event.check)) };
    case 'tool-rejected':
    case 'tool-voided':
    case 'prepare-rejected':
      return { ...event, message: boundedText(event.message, textBounds.refusal) };
    case 'run-opening-failed':
    case 'model-failed':
    case 'tool-failed':
    case 'prepare-failed':
    case 'probe-failed':
      return { ...event, failure: boundedFailure(event.failure) };
    case 'approval-resolved':
      return { ...event, decision: boundedDecision(event.decision) };
    case 'undo-requested':
    case 'undo-ended':
    case 'effect-settled':
    case 'probe-requested':
    case 'settlement-checked':
      return boundedUndoEvent(event);
    case 'work-seen':
      return { ...event, running: boundedRunning(event.running) };
    case 'past-read':
      return 'failure' in event
        ? { ...event, failure: boundedFailure(event.failure) }
        : { ...event, past: boundedPast(event.past) };
    case 'cancel-requested':
      return { ...event, by: boundedText(event.by, textBounds.name), ...boundedReason(event) };
    case 'user-spoke':
      // Of its files `malformed` has let through what is in bounds.
      return { ...event, messageId: boundedText(event.messageId, textBounds.name) };
    // Written by the authors of the agent; its digest binds it as it is.
    case 'run-opened':
    case 'command-started':
    case 'time-passed':
    case 'conversation-ended':
    case 'paused':
    case 'resumed':
      return event;
  }
}

/** A run has not so much under way at once. */
const maxRunning = 200;

function boundedRunning(running: RunningWork): RunningWork {
  if (running === 'all') return running;
  const known = Object.entries(running).filter(([, ms]) => typeof ms === 'number' && ms >= 0);
  return Object.fromEntries(known.slice(0, maxRunning));
}

type EventOf<Type extends RunEvent['type']> = Extract<RunEvent, { type: Type }>;

function boundedAnswer(event: EventOf<'model-answered'>): RunEvent {
  const { answer, id, atMs } = event;
  if (!isJsonWithin(answer, maxAnswerBytes + envelopeBytes)) {
    return { type: 'model-failed', atMs, id, failure: answerTooLarge };
  }
  const calls = answer.calls.map((call) => ({ ...call, check: boundedCheck(call.check) }));
  return { ...event, answer: wellFormedJson<ModelTurn>({ ...answer, calls }) };
}

function boundedOutput(event: EventOf<'tool-succeeded'>, mostBytes: number): RunEvent {
  const { id, atMs, output } = event;
  return isJsonWithin(output, mostBytes)
    ? { ...event, output: wellFormedJson(output) }
    : { type: 'tool-failed', atMs, id, failure: outputTooLarge(mostBytes) };
}

/** What nobody knows as a read is bounded as a write. */
function mostOutputBytes({ calls, charter }: Pick<RunState, 'calls' | 'charter'>, id: string): number {
  const call = calls.find((one) => one.id === id);
  return call && charter?.tools[call.tool]?.effect === 'read' ? maxOutputBytes : maxWriteOutputBytes;
}

/** Only writes are probed. */
function boundedFinding(event: EventOf<'effect-probed'>): RunEvent {
  const { found, id, atMs } = event;
  if (found.kind !== 'applied') return event;
  return isJsonWithin(found.output, maxWriteOutputBytes)
    ? { ...event, found: { ...found, output: wellFormedJson(found.output) } }
    : { type: 'probe-failed', atMs, id, failure: outputTooLarge(maxWriteOutputBytes) };
}

function boundedLook(event: EventOf<'call-prepared'>): RunEvent {
  const { preview, before, precondition, facts, ...rest } = event;
  if (!isJsonWithin([before ?? null, precondition ?? null], maxPreparedBytes)) {
    return { type: 'prepare-failed', atMs: event.atMs, id: event.id, failure: lookTooLarge };
  }
  const found: PreparedFacts = {
    preview: boundedText(preview, textBounds.preview),
    ...(before === undefined ? {} : { before: wellFormedJson(before) }),
    ...(precondition === undefined ? {} : { precondition: wellFormedJson(precondition) }),
    ...(facts === undefined ? {} : { facts: boundedFacts(facts) }),
  };
  return { ...rest, ...found };
}

function boundedEditCheck(check: EditCheck): EditCheck {
  return check.kind === 'void'
    ? { ...check, message: boundedText(check.message, textBounds.refusal) }
    : boundedCheck(check);
}

function boundedCheck(check: CallCheck): CallCheck {
  if (check.kind === 'invalid') return { ...check, message: boundedText(check.message, textBounds.refusal) };
  return isJsonWithin(check.arguments ?? null, maxArgumentBytes)
    ? { ...check, facts: boundedFacts(check.facts) }
    : argumentsTooLarge;
}

/** Cut only where two things that were told apart cannot become one: a longer intent is none. */
function boundedFacts<Facts extends Partial<CallFacts>>(facts: Facts): Facts {
  const { resources, intent, summary, ...rest } = facts;
  return {
    ...rest,
    ...(resources && { resources: resources.map((name) => boundedText(name, textBounds.resource)) }),
    ...(intent !== undefined &&
      intent.length <= textBounds.intent.chars && { intent: intent.toWellFormed() }),
    ...(summary !== undefined && { summary: boundedText(summary, textBounds.summary) }),
  } as Partial<CallFacts> as Facts;
}

function boundedDecision(decision: Decision): Decision {
  return {
    ...decision,
    by: boundedText(decision.by, textBounds.name),
    ...boundedReason(decision),
    ...(decision.arguments === undefined ? {} : { arguments: wellFormedJson(decision.arguments) }),
  };
}

const argumentsTooLarge: CallCheck = {
  kind: 'invalid',
  reason: 'bad-arguments',
  message: `The arguments, as the schema takes them, have more than the ${maxArgumentBytes} bytes that a run can keep. Nothing was run; send less.`,
};

function outputTooLarge(mostBytes: number): Failure {
  return {
    type: failureTypes.toolOutputTooLarge,
    message: `The tool returned more than the ${mostBytes} bytes of JSON that a run can keep of it.`,
    retryable: false,
  };
}

const lookTooLarge: Failure = {
  type: failureTypes.toolOutputInvalid,
  message: `The look before the call found more than the ${maxPreparedBytes} bytes that a run can keep.`,
  retryable: false,
};

const answerTooLarge: Failure = {
  type: failureTypes.modelAnswerTooLarge,
  message: `The model answered with more than the ${maxAnswerBytes} bytes that a run can keep. Lower maxOutputTokens.`,
  retryable: false,
};
