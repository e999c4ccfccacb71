import { LRUCache } from 'lru-cache';

const maxBytes = 64 * 1024 * 1024;

/**
 * Files of recent runs, so that a run's model calls read its history once and not each time.
 *
 * By run and digest: a run is never given what only another one was sent.
 */
export class FileCache {
  readonly #files = new LRUCache<string, Uint8Array>({ maxSize: maxBytes });

  get(run: string, digest: string): Uint8Array | undefined {
    return this.#files.get(keyOf(run, digest));
  }

  remember(run: string, digest: string, bytes: Uint8Array): void {
    this.#files.set(keyOf(run, digest), bytes, { size: Math.max(1, bytes.byteLength) });
  }
}

function keyOf(run: string, digest: string): string {
  return `${digest}/${run}`;
}
