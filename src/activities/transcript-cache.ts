import { LRUCache } from 'lru-cache';
import type { WindowView } from '../contracts/activities.ts';
import type { Charter } from '../core/charter.ts';
import { jsonBytes } from '../core/json.ts';
import type { Message } from '../core/message.ts';
import { emptyHead, extendHead, type TranscriptHead } from '../core/transcript.ts';

const maxBytes = 64 * 1024 * 1024;
const maxCharters = 500;

/**
 * What a worker remembers of recent runs, so that a model call's input needs to hold new messages only.
 *
 * Entries are keyed by the digest of what they hold: a stale one is never found, and losing one costs a query.
 */
export class TranscriptCache {
  readonly #prefixes = new LRUCache<string, readonly Message[]>({
    maxSize: maxBytes,
    sizeCalculation: (messages) => Math.max(1, jsonBytes(messages)),
  });
  readonly #charters = new LRUCache<string, Charter>({ max: maxCharters });

  charter(digest: string): Charter | undefined {
    return this.#charters.get(digest);
  }

  rememberCharter(charter: Charter): void {
    this.#charters.set(charter.digest, charter);
  }

  prefix(head: TranscriptHead): readonly Message[] | undefined {
    return head.length === 0 ? [] : this.#prefixes.get(head.digest);
  }

  /** Put `messages` in place of the prefix that they go on from. */
  rememberPrefix(head: TranscriptHead, messages: readonly Message[], replaced?: TranscriptHead): void {
    if (replaced) this.#prefixes.delete(replaced.digest);
    this.#prefixes.set(head.digest, messages);
  }
}

/** Whether a window that a run told is the one that was asked for. */
export function isWindowOf(window: WindowView, head: TranscriptHead, charterDigest: string): boolean {
  return (
    window.charter.digest === charterDigest &&
    window.messages.length === head.length &&
    extendHead(emptyHead, window.messages).digest === head.digest
  );
}
