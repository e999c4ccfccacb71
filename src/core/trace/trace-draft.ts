import type { Verdict } from '../calls/call.ts';
import type { ActivityStepKind } from '../commands/activities.ts';
import type { StepEnd } from '../commands/activity.ts';
import { builtInRules } from '../guard/guard.ts';
import { callId } from '../ids/ids.ts';
import { boundedText } from '../values/bounded-text.ts';
import { given } from '../values/given.ts';
import type { Json, JsonObject } from '../values/json.ts';
import type { TraceStep } from './trace-view.ts';

/** Of an activity, or of the run itself: an approval, what settled an effect, a call that steers the run. */
export type DraftKind = ActivityStepKind | 'approval' | 'control' | 'settle';

/** A step of the trace while its facts come in. */
export interface TraceDraft extends StepEnd {
  /** Call id of a proposed call, id of an approval, else of the activity. */
  readonly id: string;
  readonly turn: number;
  /** Of a call within its turn, from 1; 0 for a model call. */
  readonly index: number;
  readonly kind: DraftKind;
  action?: { readonly tool: string; readonly input: JsonObject };
  leftOut?: readonly string[];
  /** Of a call that came before the first step here. */
  stepNumber?: number;
  /** It is a step of its own, with a number: a model call, or a call that its run counts. */
  counts: boolean;
  startedAtMs: number;
  endedAtMs?: number;
  attempts: number;
  /** Of earlier dispatches of the same step. */
  attemptsBefore: number;
  verdict?: Verdict;
}

function whyAllowed(rule: string): string {
  return rule === builtInRules.default ? 'no rule says otherwise' : `${rule}: allows it`;
}

/** Longest result that a trace shows without payloads, in characters of its JSON text. */
const previewChars = 400;

/** Write a draft as a step of the trace; `io` keeps results whole. */
export function toTraceStep(draft: TraceDraft, stepNumber: number, io: boolean): TraceStep {
  const { verdict, result, endedAtMs, tokensUsed } = draft;
  return {
    stepNumber,
    turn: draft.turn,
    kind: draft.kind,
    ...(draft.kind === 'model' ? {} : { call: callId(draft.turn, draft.index) }),
    ...given({ thought: draft.thought, action: draft.action, leftOut: draft.leftOut }),
    ...(verdict === undefined
      ? {}
      : {
          verdict: {
            kind: verdict.kind,
            rule: verdict.rule,
            reason: 'reason' in verdict ? verdict.reason : whyAllowed(verdict.rule),
          },
        }),
    ...(result === undefined || draft.error !== undefined ? {} : { result: io ? result : preview(result) }),
    ...given({ error: draft.error }),
    attempts: draft.attempts,
    ...given({
      tokensUsed,
      contextTokens: tokensUsed?.input,
      contextHash: draft.contextHash,
      costNanoUsd: draft.costNanoUsd,
      inexact: draft.inexact,
    }),
    startedAt: new Date(draft.startedAtMs).toISOString(),
    ...(endedAtMs === undefined ? {} : { durationMs: Math.max(0, endedAtMs - draft.startedAtMs) }),
  };
}

/** Cut a value to what a table shows; a short one stays as it is. */
function preview(value: Json): Json {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length <= previewChars ? value : boundedText(text, { chars: previewChars });
}
