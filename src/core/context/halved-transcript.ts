import type { PlanStep } from '../calls/control-tools.ts';
import { shortenResults } from './shorten-results.ts';
import { type Transcript, trimTranscript } from './transcript.ts';
import { maxWindowBytes } from './window-limits.ts';
import { withPlan } from './window-note.ts';

/** Let older turns go, and shorten results of the newest, until half of a window is left, for a model whose own is smaller than was known. */
export function halvedTranscript(transcript: Transcript, plan: readonly PlanStep[]): Transcript {
  const target = Math.min(transcript.bytes, maxWindowBytes) / 2;
  return shortenResults(trimTranscript(transcript, target, withPlan(plan)), target);
}
