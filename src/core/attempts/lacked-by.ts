import type { Failure } from '../values/failure.ts';
import { failureTypes } from '../values/failure-types.ts';

/** What a worker lacked that gave the work of a tool back, for people: what the run waits for one to have. */
export function lackedBy({ type }: Pick<Failure, 'type'>, tool: string): string {
  return type === failureTypes.pastUnread
    ? 'access to what this run did before its reset'
    : `the tool ${tool}`;
}
