import type { Failure } from '../values/failure.ts';
import { failureTypes } from '../values/failure-types.ts';
import type { Json } from '../values/json.ts';
import { isUndecoded } from '../values/undecoded.ts';
import type { ActivityKind } from './history-fact.ts';

/**
 * Whether what an activity returned has the shape that a run acts on.
 *
 * A result that could not be decoded has not, nor has that of a worker of another make that serves the same queue.
 */
export function isReadableResult(activity: ActivityKind, output: Json): boolean {
  if (isUndecoded(output)) return false;
  const fields = fieldsOf(output);
  switch (activity) {
    case 'open-run':
      return fields['schema'] === 'holdfast.charter/v1';
    case 'call-model':
      return typeof fields['text'] === 'string' && isList(fields['calls']) && isObject(fields['usage']);
    case 'run-tool':
      return isOneOf(fields, ['succeeded', 'rejected', 'voided']);
    case 'prepare-tool':
      return isOneOf(fields, ['prepared', 'rejected']);
    case 'check-edit':
      return isOneOf(fields, ['valid', 'invalid']);
    case 'probe-effect':
      return isOneOf(fields, ['applied', 'absent', 'unknown']);
    case 'undo-effect':
      return isOneOf(fields, ['undone', 'conflict']);
    case 'check-undo':
      return isObject(output);
  }
}

/** What an unreadable result is to the run: its activity ended, and nobody knows how. */
export function unreadableResult(activity: ActivityKind, output: Json): Failure {
  const what = isUndecoded(output)
    ? `in an encoding that cannot be read (${output.encoding})`
    : 'of a shape that is not known';
  const isOwn = activity === 'open-run' || activity === 'call-model';
  return {
    type: isOwn ? failureTypes.modelUnexpected : failureTypes.toolUnexpected,
    message: `its answer is ${what}; do workers of another build or project serve this queue?`,
    retryable: false,
  };
}

/** By its kind, with what belongs to it. */
function isOneOf(fields: Readonly<Record<string, unknown>>, kinds: readonly string[]): boolean {
  const { kind } = fields;
  if (typeof kind !== 'string' || !kinds.includes(kind)) return false;
  const belonging = members[kind];
  return belonging === undefined || belonging(fields);
}

const members: Readonly<Record<string, (fields: Readonly<Record<string, unknown>>) => boolean>> = {
  succeeded: ({ output }) => output !== undefined,
  rejected: ({ error }) => typeof fieldsOf(error)['message'] === 'string',
  voided: ({ message }) => typeof message === 'string',
  conflict: ({ message }) => typeof message === 'string',
  prepared: ({ preview }) => typeof preview === 'string',
  valid: ({ facts }) => isList(fieldsOf(facts)['resources']),
  invalid: ({ message }) => typeof message === 'string',
  applied: ({ output }) => output !== undefined,
};

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isList(value: unknown): boolean {
  return Array.isArray(value);
}
