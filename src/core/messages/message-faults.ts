import { maxEffects } from '../effects/effect.ts';
import { isWithinDepth, jsonBytes, utf8Bytes } from '../values/json.ts';
import { normaliseText } from '../values/normalise-text.ts';
import { isUndecoded } from '../values/undecoded.ts';

/** A text that says what is malformed, or nothing. */
type Check = (payload: unknown) => string | undefined;

/** Of names and ids, in UTF-8 bytes; of why somebody decided something; of arguments and outputs that a person gives. */
const maxNameBytes = 200;
const maxReasonBytes = 4_096;
const maxJsonBytes = 131_072;
const maxDepth = 64;

/**
 * Find what is malformed about a run's message, by the message's name; every field is looked at, optional ones too.
 *
 * A message is taken in by workflow code, where an error stops the run until it is mended, and what it brings is carried
 * along: so nothing passes that is of another type or larger than a run expects. Never throws.
 */
export const messageFaults = {
  // How long a message may be is answered with a refusal of its own.
  say: check(text('message', Number.POSITIVE_INFINITY), text('messageId'), optional('by', aText())),
  endConversation: check(optional('by', aText())),
  pause: check(optional('by', aText())),
  resume: check(optional('by', aText())),
  cancelRun: check(text('by'), reason(), optional('undo', aFlag)),
  resolveApproval: check(
    text('approvalId'),
    text('by'),
    oneOf('decision', ['approve', 'reject', 'edit']),
    optional('digest', aText()),
    reason(),
    optional('scope', (scope) => (scope === 'once' || scope === 'run' ? undefined : 'must be once or run')),
    optional('arguments', anObject),
    editNeedsArguments,
  ),
  undoEffects: check(
    text('by'),
    reason(),
    optional('afterStep', aStep),
    optional('effectIds', effectIds),
    oneSelection,
  ),
  settleEffect: check(
    text('effectId'),
    text('by'),
    oneOf('outcome', ['applied', 'absent']),
    optional('output', aSmallValue),
  ),
} as const satisfies Record<string, Check>;

function check(...checks: Check[]): Check {
  return (payload) => {
    if (isUndecoded(payload)) return `the payload could not be decoded (${payload.encoding})`;
    if (!isFields(payload)) return 'the payload must be one object';
    for (const one of checks) {
      const fault = one(payload);
      if (fault !== undefined) return fault;
    }
    return undefined;
  };
}

function isFields(payload: unknown): boolean {
  const isList = Array.isArray(payload) || ArrayBuffer.isView(payload);
  return typeof payload === 'object' && payload !== null && !isList;
}

function fieldOf(payload: unknown, field: string): unknown {
  const fields = payload as Record<string, unknown>;
  return Object.hasOwn(fields, field) ? fields[field] : undefined;
}

function text(field: string, maxBytes?: number): Check {
  const isText = aText(maxBytes);
  return (payload) => {
    const fault = isText(fieldOf(payload, field));
    return fault === undefined ? undefined : `${field} ${fault}`;
  };
}

function optional(field: string, isFine: (value: unknown) => string | undefined): Check {
  return (payload) => {
    const value = fieldOf(payload, field);
    const fault = value === undefined ? undefined : isFine(value);
    return fault === undefined ? undefined : `${field} ${fault}`;
  };
}

function oneOf(field: string, values: readonly string[]): Check {
  return (payload) =>
    values.includes(fieldOf(payload, field) as string)
      ? undefined
      : `${field} must be one of ${values.join(', ')}`;
}

/** May be empty: nothing to say is said by some as an empty text. */
function reason(): Check {
  return optional('reason', (value) => {
    if (typeof value !== 'string') return 'must be a text';
    return utf8Bytes(value) <= maxReasonBytes ? undefined : `may have ${maxReasonBytes} bytes at most`;
  });
}

function aText(maxBytes = maxNameBytes): (value: unknown) => string | undefined {
  return (value) => {
    const seen = typeof value === 'string' ? normaliseText(value).trim() : '';
    if (seen === '') return 'must be a text that is not empty';
    return utf8Bytes(value as string) <= maxBytes ? undefined : `may have ${maxBytes} bytes at most`;
  };
}

function aFlag(value: unknown): string | undefined {
  return typeof value === 'boolean' ? undefined : 'must be true or false';
}

function aStep(value: unknown): string | undefined {
  const isStep = Number.isSafeInteger(value) && (value as number) >= 0;
  return isStep ? undefined : 'must be the number of a step, 0 or more';
}

function effectIds(value: unknown): string | undefined {
  const isId = aText();
  const areIds = Array.isArray(value) && value.length <= maxEffects && !value.some(isId);
  return areIds ? undefined : `must be a list of effect ids, ${maxEffects} at most`;
}

function anObject(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'must be one object';
  return aSmallValue(value);
}

function aSmallValue(value: unknown): string | undefined {
  if (!isWithinDepth(value, maxDepth)) return `may be nested ${maxDepth} levels deep at most`;
  return jsonBytes(value) <= maxJsonBytes ? undefined : `may have ${maxJsonBytes} bytes at most`;
}

function editNeedsArguments(payload: unknown): string | undefined {
  return fieldOf(payload, 'decision') === 'edit' && fieldOf(payload, 'arguments') === undefined
    ? 'an edit needs arguments: one object, all fields of the call'
    : undefined;
}

function oneSelection(payload: unknown): string | undefined {
  return fieldOf(payload, 'effectIds') !== undefined && fieldOf(payload, 'afterStep') !== undefined
    ? 'give effectIds or afterStep, not both'
    : undefined;
}
