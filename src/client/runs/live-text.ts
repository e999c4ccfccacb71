import { setTimeout as delay } from 'node:timers/promises';
import { queryNames } from '../../contracts/names.ts';
import type { StreamedText, WatchRequest } from '../../contracts/streamed-text.ts';
import { activityType } from '../../core/commands/activities.ts';
import { decodeFirst } from '../../histories/decode-payload.ts';
import { requestTemporal, type TemporalAccess } from '../connection/temporal-access.ts';
import { findRun } from './find-run.ts';
import type { FollowEvent, TextEvent } from './follow-event.ts';

/** Heartbeats bring news twice a second at most. */
const pollMs = 400;
/** Repeated well within the time asked for, so that one lost query loses nothing. */
const watch: WatchRequest = { forMs: 60_000 };
const watchAgainMs = 20_000;
const watchTimeoutMs = 3_000;

/**
 * Put text between a run's steps as its model writes it, where workers can tell.
 *
 * Asks the run's worker to stream while this goes on, by a query, and reads heartbeats while a model call is open:
 * nothing of it enters a history.
 *
 * @param follow gives the run's events; its signal ends them.
 */
export async function* withLiveText(
  access: TemporalAccess,
  workflowId: string,
  follow: (signal: AbortSignal) => AsyncGenerator<FollowEvent, void, undefined>,
  outerSignal: AbortSignal | undefined,
): AsyncGenerator<FollowEvent | TextEvent, void, undefined> {
  const ended = new AbortController();
  const signal = outerSignal ? AbortSignal.any([outerSignal, ended.signal]) : ended.signal;
  const askToStream = () => void askRunToStream(access, workflowId).catch(() => {});
  askToStream();
  const repeated = setInterval(askToStream, watchAgainMs);
  const text = new TextReader(access, workflowId);
  const openCalls = new Set<number>();
  const events = follow(signal);
  let next = events.next();
  // It is awaited below; a consumer that leaves early never does.
  next.catch(() => {});
  try {
    for (;;) {
      const news = openCalls.size === 0 ? await next : await Promise.race([next, delay(pollMs)]);
      if (news === undefined) {
        const said = await text.read();
        if (said) yield said;
        continue;
      }
      if (news.done) return;
      const event = news.value;
      if (event.kind === 'step' && event.step.kind === 'model') {
        if (event.ended) openCalls.delete(event.step.stepNumber);
        else openCalls.add(event.step.stepNumber);
      }
      yield event;
      next = events.next();
      next.catch(() => {});
    }
  } finally {
    clearInterval(repeated);
    ended.abort();
  }
}

async function askRunToStream(access: TemporalAccess, workflowId: string): Promise<void> {
  const handle = access.client.workflow.getHandle(workflowId);
  await requestTemporal(
    access,
    { run: workflowId },
    () => handle.query<boolean, [WatchRequest]>(queryNames.watch, watch),
    watchTimeoutMs,
  );
}

/** Reads the heartbeats of a run's open model call and tells what is new. */
class TextReader {
  readonly #access: TemporalAccess;
  readonly #workflowId: string;
  #source = '';
  #seen = 0;

  constructor(access: TemporalAccess, workflowId: string) {
    this.#access = access;
    this.#workflowId = workflowId;
  }

  /** Undefined when nothing is new, or the server could not say. */
  async read(): Promise<TextEvent | undefined> {
    const found = await findRun(this.#access, this.#workflowId).catch(() => undefined);
    const call = found?.pendingActivities.find(
      ({ activityType: type }) => type?.name === activityType({ kind: 'call-model' }),
    );
    const told = await decodeFirst(
      this.#access.client.options.loadedDataConverter,
      call?.heartbeatDetails?.payloads,
    ).catch(() => undefined);
    if (!call || !isStreamedText(told) || told.attempt !== call.attempt) return undefined;
    const source = `${found?.runId} ${call.activityId} ${call.attempt}`;
    const begins = source !== this.#source;
    if (begins) this.#seen = 0;
    const fresh = told.length - this.#seen;
    if (fresh <= 0) return undefined;
    this.#source = source;
    this.#seen = told.length;
    const delta = told.tail.slice(-fresh);
    const missed = fresh - delta.length;
    return { kind: 'text', turn: told.turn, delta, begins, ...(missed > 0 ? { missed } : {}) };
  }
}

function isStreamedText(value: unknown): value is StreamedText {
  const { turn, attempt, length, tail } = (value ?? {}) as Partial<Record<keyof StreamedText, unknown>>;
  return (
    typeof turn === 'number' &&
    typeof attempt === 'number' &&
    typeof length === 'number' &&
    typeof tail === 'string'
  );
}
