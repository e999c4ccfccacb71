import { maxWriteOutputBytes } from '../calls/result-limits.ts';
import { boundedText } from '../values/bounded-text.ts';
import { boundedFailure, type Failure } from '../values/failure.ts';
import { isJsonWithin } from '../values/json.ts';
import { textBounds } from '../values/text-bounds.ts';
import { wellFormedJson } from '../values/well-formed-json.ts';
import type { SettlementFinding, UndoEvent } from './undo-event.ts';
import type { UndoEnd } from './undo-pass.ts';

/** Bring an event into the bounds of an undo: the door through which texts from outside enter it, in a run or after one. */
export function boundedUndoEvent<Event extends UndoEvent>(event: Event): Event;
export function boundedUndoEvent(event: UndoEvent): UndoEvent {
  switch (event.type) {
    case 'undo-requested':
    case 'plan-requested':
      return { ...event, by: boundedText(event.by, textBounds.name), ...boundedReason(event) };
    case 'undo-checked':
      return {
        ...event,
        ...(event.conflict === undefined
          ? {}
          : { conflict: boundedText(event.conflict, textBounds.conflict) }),
        ...boundedLook(event),
      };
    case 'undo-ended':
      return { ...event, end: boundedEnd(event.end) };
    case 'effect-settled':
      return {
        ...event,
        by: boundedText(event.by, textBounds.name),
        ...(event.output === undefined ? {} : { output: wellFormedJson(event.output) }),
      };
    case 'probe-requested':
      return { ...event, by: boundedText(event.by, textBounds.name) };
    case 'settlement-checked':
      return { ...event, found: boundedFinding(event.found), ...boundedLook(event) };
    case 'command-started':
      return event;
  }
}

/** Why somebody asked for something, where they said so. */
export function boundedReason({ reason }: { readonly reason?: string }): { readonly reason?: string } {
  return reason === undefined ? {} : { reason: boundedText(reason, textBounds.reason) };
}

function boundedLook({ lookFailed }: { readonly lookFailed?: Failure }): { readonly lookFailed?: Failure } {
  return lookFailed === undefined ? {} : { lookFailed: boundedFailure(lookFailed) };
}

function boundedFinding(found: SettlementFinding): SettlementFinding {
  switch (found.kind) {
    case 'applied':
      return isJsonWithin(found.output, maxWriteOutputBytes)
        ? { kind: 'applied', output: wellFormedJson(found.output) }
        : {
            kind: 'misfit',
            message: `The result has more than the ${maxWriteOutputBytes} bytes of JSON that a run keeps of a write.`,
          };
    case 'misfit':
      return { kind: 'misfit', message: boundedText(found.message, textBounds.refusal) };
    case 'unknown':
      return {
        kind: 'unknown',
        ...(found.because === undefined ? {} : { because: boundedText(found.because, textBounds.conflict) }),
      };
    case 'absent':
      return { kind: 'absent' };
  }
}

function boundedEnd(end: UndoEnd): UndoEnd {
  switch (end.kind) {
    case 'undone':
      return end;
    case 'conflict':
      return { kind: 'conflict', message: boundedText(end.message, textBounds.conflict) };
    case 'failed': {
      const failure = boundedFailure(end.failure);
      return {
        kind: 'failed',
        failure: { ...failure, message: boundedText(failure.message, textBounds.conflict) },
      };
    }
  }
}
