import { LRUCache } from 'lru-cache';
import type { WindowView } from '../../contracts/activities.ts';
import type { Charter } from '../../core/charter/charter.ts';
import type { Message } from '../../core/context/message.ts';
import { emptyHead, extendHead, type TranscriptHead } from '../../core/context/transcript.ts';
import { jsonBytes } from '../../core/values/json.ts';
import { nativeSha256Hex } from '../native-sha256-hex.ts';

const maxBytes = 64 * 1024 * 1024;
const maxCharters = 500;

interface Prefix {
  readonly messages: readonly Message[];
  readonly bytes: number;
}

/**
 * What a worker remembers of recent runs, so that a model call's input needs to hold new messages only.
 *
 * Entries are keyed by the digest of what they hold: a stale one is never found, and losing one costs a query.
 */
export class TranscriptCache {
  readonly #prefixes = new LRUCache<string, Prefix>({ maxSize: maxBytes });
  readonly #charters = new LRUCache<string, Charter>({ max: maxCharters });

  charter(digest: string): Charter | undefined {
    return this.#charters.get(digest);
  }

  rememberCharter(charter: Charter): void {
    this.#charters.set(charter.digest, charter);
  }

  prefix(head: TranscriptHead): readonly Message[] | undefined {
    return head.length === 0 ? [] : this.#prefixes.get(head.digest)?.messages;
  }

  /** Put `messages` in place of the prefix that they go on from. */
  rememberPrefix(head: TranscriptHead, messages: readonly Message[], replaced?: TranscriptHead): void {
    const before = replaced && this.#prefixes.peek(replaced.digest);
    // Only what is new is measured: a long transcript grows by a little with each call.
    const bytes = before
      ? before.bytes + jsonBytes(messages.slice(before.messages.length))
      : jsonBytes(messages);
    if (replaced) this.#prefixes.delete(replaced.digest);
    this.#prefixes.set(head.digest, { messages, bytes }, { size: Math.max(1, bytes) });
  }
}

/** Whether a window that a run told is the one that was asked for. */
export function isWindowOf(window: WindowView, head: TranscriptHead, charterDigest: string): boolean {
  return (
    window.charter.digest === charterDigest &&
    window.messages.length === head.length &&
    extendHead(emptyHead, window.messages, nativeSha256Hex).digest === head.digest
  );
}
