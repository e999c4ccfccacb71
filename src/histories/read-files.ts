import { createHash } from 'node:crypto';
import type { FileContents } from '../core/attachments/file-part.ts';
import { decodeAll } from './decode-payload.ts';
import type { HistoryEvent, TemporalPayload } from './history-event.ts';
import { type HistorySource, maxExecutions } from './history-source.ts';

interface Execution {
  readonly workflowId: string;
  readonly runId: string;
}

/**
 * Find files by their digests in the histories of a run: after the argument that started it and after its messages.
 *
 * Looks at the given execution, then at the beginning of the first of its chain, where the task's files stand, then at
 * those between, the latest first. What is found hashes to its digest. What none holds that is kept is left out.
 */
export async function readFiles(
  source: HistorySource,
  { workflowId, runId }: Execution,
  wanted: ReadonlySet<string>,
): Promise<FileContents> {
  const search = new FileSearch(source, workflowId, wanted);
  const latest = await search.look(runId);
  if (latest.first !== undefined && latest.first !== runId && !search.isDone)
    await search.look(latest.first, 'its start');
  let { previous } = latest;
  for (let seen = 1; previous !== undefined && !search.isDone && seen < maxExecutions; seen++)
    ({ previous } = await search.look(previous));
  return search.found;
}

interface Links {
  readonly first?: string | undefined;
  readonly previous?: string | undefined;
}

class FileSearch {
  readonly found = new Map<string, Uint8Array>();
  readonly #source: HistorySource;
  readonly #workflowId: string;
  readonly #wanted: ReadonlySet<string>;

  constructor(source: HistorySource, workflowId: string, wanted: ReadonlySet<string>) {
    this.#source = source;
    this.#workflowId = workflowId;
    this.#wanted = wanted;
  }

  get isDone(): boolean {
    return this.found.size === this.#wanted.size;
  }

  /** Read one execution until nothing is wanted any more; one that is not kept holds nothing. */
  async look(runId: string, part: 'all of it' | 'its start' = 'all of it'): Promise<Links> {
    let links: Links = {};
    try {
      for await (const events of this.#source.events(this.#workflowId, runId)) {
        for (const event of events) {
          const started = event.workflowExecutionStartedEventAttributes;
          if (started)
            links = {
              first: started.firstExecutionRunId || undefined,
              previous: started.continuedExecutionRunId || undefined,
            };
          await this.#take(further(event));
          if (this.isDone) return links;
        }
        if (part === 'its start') break;
      }
    } catch (error) {
      if (!this.#source.isGone(error)) throw error;
    }
    return links;
  }

  async #take(payloads: readonly TemporalPayload[]): Promise<void> {
    if (payloads.length === 0) return;
    for (const value of await decodeAll(this.#source.converter, payloads)) {
      if (!ArrayBuffer.isView(value)) continue;
      const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
      const digest = createHash('sha256').update(bytes).digest('hex');
      // A copy of its own: the page that it stands in may hold much more.
      if (this.#wanted.has(digest)) this.found.set(digest, bytes.slice());
    }
  }
}

/** What follows the argument that starts an execution, or a message: the bytes of its files, as a rule none. */
function further(event: HistoryEvent): readonly TemporalPayload[] {
  const payloads =
    event.workflowExecutionStartedEventAttributes?.input?.payloads ??
    event.workflowExecutionSignaledEventAttributes?.input?.payloads ??
    event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest?.input?.args?.payloads ??
    // A reset puts messages in again that came after its point.
    event.workflowExecutionUpdateAdmittedEventAttributes?.request?.input?.args?.payloads;
  return payloads?.slice(1) ?? [];
}
