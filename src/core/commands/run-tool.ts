import type { ApprovalBinding } from '../approvals/approval.ts';
import type { CharterTool } from '../charter/charter.ts';
import type { Json, JsonObject } from '../values/json.ts';
import type { Activity } from './activity.ts';
import { toolFailures } from './activity-failure.ts';
import { isOneOf, isRefusal, isText } from './output-shape.ts';

/** Carry a call out. The first dispatch has the call's own id. */
export interface RunTool {
  readonly kind: 'run-tool';
  readonly id: string;
  readonly tool: string;
  readonly policy: CharterTool;
  readonly arguments: JsonObject;
  readonly idempotencyKey: string;
  readonly summary: string;
  /** From 1. More after a probe found that the effect is absent, or with the same key where an answer was lost. */
  readonly dispatch: number;
  /** Of its tool's policy. */
  readonly attemptsLeft: number;
  /** Of the dispatches before this one; absent for the first. */
  readonly attemptsBefore?: number;
  readonly precondition?: Json;
  readonly approval?: ApprovalBinding & { readonly digest: string };
}

/**
 * Whether a call runs within its run's own step of work, on the worker that has the run. What that worker lacked goes to
 * the queue: it would get it again each time.
 */
export function runsLocally({
  policy,
  givenBack,
}: Pick<RunTool, 'policy'> & { readonly givenBack?: true }): boolean {
  return policy.local === true && givenBack !== true;
}

/** `rejected`: the tool refused or found nothing and says so to the model, nothing was changed. */
export type ToolResult =
  | { readonly kind: 'succeeded'; readonly output: Json }
  | { readonly kind: 'rejected'; readonly error: ToolRefusal }
  /** What was prepared or approved no longer holds; nothing was done. */
  | { readonly kind: 'voided'; readonly message: string };

export interface ToolRefusal {
  readonly type: string;
  readonly message: string;
}

export const runTool = {
  type: { ofTool: '' },
  letter: 'd',
  failures: toolFailures,
  step: { kind: 'tool', place: 3 },
  isReadable: (output) =>
    isOneOf(output, {
      succeeded: (fields) => fields['output'] !== undefined,
      rejected: isRefusal,
      voided: ({ message }) => isText(message),
    }),
  fact: (id, end) => {
    if (end.kind === 'failed') return { type: 'tool-failed', id, failure: end.failure };
    switch (end.output.kind) {
      case 'succeeded':
        return { type: 'tool-succeeded', id, output: end.output.output };
      case 'rejected':
        return { type: 'tool-rejected', id, message: end.output.error.message };
      case 'voided':
        return { type: 'tool-voided', id, message: end.output.message };
    }
  },
} as const satisfies Activity<ToolResult>;
