import { boundedText } from './bounded-text.ts';

/** No JSON has it, so that nobody can write one. Known by it across sandboxes. */
const mark = Symbol.for('holdfast.undecoded');

/** Stands for a value that was sent and could not be read. */
export interface Undecoded {
  readonly [mark]: true;
  /** As its sender named it: `json/protobuf`. */
  readonly encoding: string;
}

/** Read a value; what cannot be read is marked as such, and whoever takes it in decides what that means. */
export function orUndecoded<Value>(read: () => Value, encoding: () => string): Value | Undecoded {
  try {
    return read();
  } catch {
    return { [mark]: true, encoding: boundedText(encoding(), { chars: 60 }) };
  }
}

export function isUndecoded(value: unknown): value is Undecoded {
  return typeof value === 'object' && value !== null && mark in value;
}
