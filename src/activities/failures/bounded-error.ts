import { boundedText } from '../../core/values/bounded-text.ts';
import { textBounds } from '../../core/values/text-bounds.ts';
import { readField } from '../../tools/errors/transient-shape.ts';

/** Of one error in a chain of causes; all of them together stay far below what a history takes for a failure. */
const messageBound = { bytes: 2_048 };
const stackBound = { bytes: 4_096 };
const maxCauses = 4;

/**
 * Copy what was thrown, so that it can be sent: name, message, stack and the chain of causes, cut and well formed.
 *
 * Takes anything. A getter that throws reads as absent, a cause that is no error as its text, further causes as none.
 */
export function boundedError(thrown: unknown, causesLeft = maxCauses): Error {
  const error = new Error(boundedText(messageOf(thrown), messageBound));
  error.name = boundedText(textIn(thrown, 'name') ?? 'Error', textBounds.name);
  error.stack = boundedText(textIn(thrown, 'stack') ?? '', stackBound);
  const cause = readField(thrown, 'cause');
  if (cause !== undefined && cause !== null && causesLeft > 0)
    error.cause = boundedError(cause, causesLeft - 1);
  return error;
}

function messageOf(thrown: unknown): string {
  if (typeof thrown === 'string') return thrown;
  return (
    textIn(thrown, 'message') ?? `${thrown === null ? 'null' : `a value of type ${typeof thrown}`} was thrown`
  );
}

function textIn(thrown: unknown, field: string): string | undefined {
  const text = readField(thrown, field);
  return typeof text === 'string' ? text : undefined;
}
