import type { Charter } from './charter.ts';

/**
 * Which rules of core a run opened by this build is judged by. Raised by one with each change that judges differently.
 *
 * | number | its runs |
 * |---|---|
 * | 0 | were opened by a build that wrote none down, and are judged as 1 |
 * | 1 | are judged as version 0.1.0 does |
 */
export const currentBehaviour = 1;

/**
 * The number that a run is judged by for all its life, by every later build: of its workers and of its readers.
 *
 * A changed rule asks `behaviourOf(charter) >= 2` and keeps the old way beside the new one. What a run does before it
 * has its charter cannot be changed so: nothing there may hang on a number.
 */
export function behaviourOf({ behaviour = 0 }: Charter): number {
  return behaviour;
}
