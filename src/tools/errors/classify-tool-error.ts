import { boundedText } from '../../core/values/bounded-text.ts';
import { given } from '../../core/values/given.ts';
import { textBounds } from '../../core/values/text-bounds.ts';
import { errorWaitMs } from './error-wait-ms.ts';
import { isTransientShape, readField, transientEffect } from './transient-shape.ts';

/** What a thrown value means. `cause` is the value itself. */
export type ToolFailure =
  /** The tool refuses and says so to the model; nothing was changed. `type` is the error's class. */
  | { readonly kind: 'rejected'; readonly type: string; readonly message: string; readonly cause: unknown }
  | {
      readonly kind: 'transient';
      readonly message: string;
      /** It may have come after the other side had the request. */
      readonly mayHaveActed: boolean;
      readonly retryAfterMs?: number;
      readonly cause: unknown;
    }
  | { readonly kind: 'unexpected'; readonly message: string; readonly cause: unknown };

const maxMessageChars = 2_000;

/**
 * Say what a value thrown by a tool means: for the model, for another attempt, or a bug.
 *
 * Goes by names, codes and status fields, never by class: the error may come from another copy of a package.
 * A refused connection, a 503 or a `TransientToolError` counts wherever it stands in the chain of causes.
 */
export function classifyToolError(thrown: unknown, nowMs: number = Date.now()): ToolFailure {
  const names = classNames(thrown);
  const message = messageOf(thrown);
  if (names.includes('ToolError')) {
    const type = boundedText(names[0] ?? 'ToolError', textBounds.name);
    return { kind: 'rejected', type, message, cause: thrown };
  }
  const transient = causeChain(thrown).filter((level) => isTransientShape(level) || isOwnTransient(level));
  if (transient.length === 0) return { kind: 'unexpected', message, cause: thrown };
  const retryAfterMs = errorWaitMs(transient[0], nowMs);
  return {
    kind: 'transient',
    message,
    mayHaveActed: !tookNoEffect(transient),
    ...given({ retryAfterMs }),
    cause: thrown,
  };
}

function isOwnTransient(level: unknown): boolean {
  return classNames(level).includes('TransientToolError');
}

/** The tool's own word, or else what every passing trouble below it says. */
function tookNoEffect(transient: readonly unknown[]): boolean {
  const said = transient
    .filter(isOwnTransient)
    .map((level) => readField(level, 'tookNoEffect'))
    .find((word) => typeof word === 'boolean');
  if (typeof said === 'boolean') return said;
  const shapes = transient.map(transientEffect).filter((effect) => effect !== undefined);
  return shapes.length > 0 && shapes.every((effect) => effect === 'none');
}

/** Names of the value's class and of those above it, the `name` field included, most special first. */
function classNames(thrown: unknown): string[] {
  const names: string[] = [];
  if (typeof thrown !== 'object' || thrown === null) return names;
  for (let level: unknown = thrown, depth = 0; level != null && depth < 10; depth++) {
    level = prototypeOf(level);
    const name = readField(readField(level, 'constructor'), 'name');
    if (typeof name === 'string' && name !== '') names.push(name);
  }
  const own = readField(thrown, 'name');
  return typeof own === 'string' && !names.includes(own) ? [own, ...names] : names;
}

function prototypeOf(value: unknown): unknown {
  try {
    return Object.getPrototypeOf(value);
  } catch {
    return undefined;
  }
}

function causeChain(thrown: unknown): unknown[] {
  const chain: unknown[] = [];
  for (let level = thrown; level != null && chain.length < 6; level = readField(level, 'cause')) {
    chain.push(level);
    const errors = readField(level, 'errors');
    if (Array.isArray(errors)) chain.push(...errors.slice(0, 4));
  }
  return chain;
}

function messageOf(thrown: unknown): string {
  const message = readField(thrown, 'message');
  const text =
    typeof message === 'string' && message !== ''
      ? message
      : `the tool threw ${describe(thrown)} without a message`;
  return boundedText(text, { chars: maxMessageChars });
}

function describe(thrown: unknown): string {
  if (typeof thrown === 'string') return JSON.stringify(boundedText(thrown, { chars: maxMessageChars }));
  if (typeof thrown === 'object' && thrown !== null) return classNames(thrown)[0] ?? 'an object';
  return String(thrown);
}
