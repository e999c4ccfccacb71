import type { PlanStep } from '../calls/control-tools.ts';
import { type Transcript, trimTranscript } from './transcript.ts';
import { maxWindowBytes } from './window-limits.ts';
import { withPlan } from './window-note.ts';

/** Let older turns go until half of a window is left, for a model whose own is smaller than was known. */
export function halvedTranscript(transcript: Transcript, plan: readonly PlanStep[]): Transcript {
  return trimTranscript(transcript, Math.min(transcript.bytes, maxWindowBytes) / 2, withPlan(plan));
}
