import { rejectionAnswer } from '../calls/answers.ts';
import { isControlTool } from '../calls/control-tools.ts';
import type { ModelTurn } from '../model/model-turn.ts';
import type { UndoEnd } from '../undo/undo-pass.ts';
import type { Failure } from '../values/failure.ts';
import type { Json } from '../values/json.ts';
import type { PrepareResult } from './activity-event.ts';
import type { ActivityEnd } from './history-fact.ts';
import type { TraceDraft } from './trace-draft.ts';
import type { TraceSteps } from './trace-steps.ts';

/** Enter what a model call brought. */
export function endModelStep(draft: TraceDraft, end: ActivityEnd): void {
  if (end.kind === 'failed') {
    draft.error = told(end.failure);
    return;
  }
  const { usage, text, costNanoUsd, calls, contextHash } = end.output as unknown as ModelTurn & {
    readonly contextHash?: string;
  };
  draft.tokensUsed = {
    input: usage.inputTokens,
    cachedInput: usage.cachedInputTokens,
    output: usage.outputTokens,
  };
  draft.costNanoUsd = costNanoUsd;
  if (contextHash !== undefined) draft.contextHash = contextHash;
  if (calls.length === 0) draft.result = text;
  else if (text !== '') draft.thought = text;
}

/** Begin a step for each call that an answer proposes. */
export function proposeCalls(
  steps: TraceSteps,
  turn: number,
  { calls }: ModelTurn,
  atMs: number,
): readonly TraceDraft[] {
  return calls.map(({ tool, arguments: input }, position) => {
    const kind = isControlTool(tool) ? 'control' : 'tool';
    const index = position + 1;
    return steps.begin({ id: `c${turn}.${index}`, turn, index, kind, action: { tool, input } }, atMs);
  });
}

/** Enter what a look at the world, or an undo, brought. */
export function describeLook(draft: TraceDraft, end: ActivityEnd): void {
  if (end.kind === 'failed') {
    draft.error = told(end.failure);
    return;
  }
  switch (draft.kind) {
    case 'prepare': {
      const result = end.output as unknown as PrepareResult;
      if (result.kind === 'rejected') {
        const { type, message } = result.error;
        draft.error = { type, message: rejectionAnswer(message).content, retryable: false };
        return;
      }
      const { kind: _, ...found } = result;
      draft.result = found as unknown as Json;
      return;
    }
    case 'undo': {
      const result = end.output as unknown as UndoEnd;
      if (result.kind === 'conflict')
        draft.error = { type: 'undo-conflict', message: result.message, retryable: false };
      else draft.result = result.kind;
      return;
    }
    default:
      draft.result = end.output;
  }
}

/** As a step tells it. */
export function told({ type, message, retryable }: Failure): NonNullable<TraceDraft['error']> {
  return { type, message, retryable };
}
