import { rejectionAnswer } from '../calls/answers.ts';
import type { PreparedFacts } from '../run/run-event.ts';
import type { Json } from '../values/json.ts';
import type { Activity, StepEnd } from './activity.ts';
import { toolFailures } from './activity-failure.ts';
import type { LookAtCall } from './look-at-call.ts';
import { isOneOf, isRefusal, isText } from './output-shape.ts';
import type { ToolRefusal } from './run-tool.ts';

/** Look at the world before a call is made. */
export interface PrepareTool extends LookAtCall {
  readonly kind: 'prepare-tool';
}

export type PrepareResult =
  | ({ readonly kind: 'prepared' } & PreparedFacts)
  | { readonly kind: 'rejected'; readonly error: ToolRefusal };

export const prepareTool = {
  type: { ofTool: '.prepare' },
  letter: 'p',
  failures: toolFailures,
  step: { kind: 'prepare', place: 1, told },
  isReadable: (output) =>
    isOneOf(output, { prepared: ({ preview }) => isText(preview), rejected: isRefusal }),
  fact: (id, end) => {
    if (end.kind === 'failed') return { type: 'prepare-failed', id, failure: end.failure };
    if (end.output.kind === 'rejected') {
      return { type: 'prepare-rejected', id, message: end.output.error.message };
    }
    const { kind: _, ...facts } = end.output;
    return { type: 'call-prepared', id, ...facts };
  },
} as const satisfies Activity<PrepareResult>;

function told(result: PrepareResult): StepEnd {
  if (result.kind === 'rejected') {
    const { type, message } = result.error;
    return { error: { type, message: rejectionAnswer(message).content, retryable: false } };
  }
  const { kind: _, ...found } = result;
  return { result: found as unknown as Json };
}
