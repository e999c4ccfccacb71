import { defaultDataConverter, type LoadedDataConverter } from '@temporalio/common';
import { activityRows } from '../core/commands/activities.ts';
import { failureOf } from '../core/commands/activity-failure.ts';
import type { HistoryFact } from '../core/trace/history-fact.ts';
import type { Json } from '../core/values/json.ts';
import { toldByEvent } from './activity-failure.ts';
import { decodeFirst } from './decode-payload.ts';
import { eventTimeMs, type HistoryEvent } from './history-event.ts';

/** What the SDK notes of a local activity, as far as it is of use here. */
interface LocalMarker {
  readonly attempt?: number;
  readonly activity_type?: string;
  readonly complete_time?: { readonly seconds: number; readonly nanos: number };
  /** Set when another attempt follows after a timer. */
  readonly backoff?: unknown;
}

/** Read the end of a tool that ran as a local activity from the marker that the SDK keeps of it. */
export async function readLocalTool(
  converter: LoadedDataConverter,
  event: HistoryEvent,
): Promise<HistoryFact | undefined> {
  const marker = event.markerRecordedEventAttributes;
  if (marker?.markerName !== 'core_local_activity') return undefined;
  // Temporal writes the marker itself past whatever converter and codecs a worker has.
  const note = (await decodeFirst(defaultDataConverter, marker.details?.['data']?.payloads)) as
    | LocalMarker
    | undefined;
  if (!note || note.backoff) return undefined;
  const { attempt = 1, activity_type: tool = '', complete_time: completed } = note;
  const atMs = eventTimeMs(event);
  // Its clock counts the last attempt only.
  const endedAtMs =
    completed && attempt === 1 ? completed.seconds * 1_000 + Math.floor(completed.nanos / 1e6) : atMs;
  const about = { type: 'local-tool-ended', atMs, tool, attempt, endedAtMs } as const;
  const told = await toldByEvent(converter, event);
  if (told) {
    const failure = failureOf(told, activityRows['run-tool'].failures);
    const detail = told.kind === 'application' ? told.detail : undefined;
    return { ...about, ...callOf(detail), end: { kind: 'failed', failure } };
  }
  const output = await decodeFirst(converter, marker.details?.['result']?.payloads);
  return { ...about, ...callOf(output), end: { kind: 'completed', output: output as Json } };
}

function callOf(detail: unknown): { id?: string } {
  const { callId } = (detail ?? {}) as { callId?: unknown };
  return typeof callId === 'string' ? { id: callId } : {};
}
