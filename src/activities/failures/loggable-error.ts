import { boundedError } from './bounded-error.ts';

/** What may be logged of an error. Only these fields, cut: clients hang requests on theirs, with keys and whole prompts. */
export function loggableError(thrown: unknown): {
  name: string;
  message: string;
  stack?: string | undefined;
} {
  const { name, message, stack } = boundedError(thrown, 0);
  return { name, message, stack };
}
