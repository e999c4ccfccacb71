import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

/** Write one server-sent event. */
export function serverSentEvent(data: object, event?: string): string {
  return `${event === undefined ? '' : `event: ${event}\n`}data: ${JSON.stringify(data)}\n\n`;
}

/** Cut a text as a model would: a word with the space after it at a time. */
export function textPieces(text: string): string[] {
  return text.match(/\s*\S+\s?|\s+$/g) ?? [];
}

/**
 * Send events one by one, spread over `overMs`, and end the answer.
 *
 * `cut` breaks the connection after half of them; `malformed-json` spoils one halfway. A caller that hangs up ends it.
 */
export async function sendStream(
  response: ServerResponse,
  events: readonly string[],
  { overMs, fault }: { readonly overMs: number; readonly fault?: 'cut' | 'malformed-json' | undefined },
): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  const half = Math.ceil(events.length / 2);
  for (const [index, event] of events.entries()) {
    if (response.destroyed) return;
    if (fault !== undefined && index === half) {
      if (fault === 'cut') return void response.destroy();
      response.write(`${event.trimEnd().slice(0, -2)}\n\n`);
      continue;
    }
    await new Promise<void>((written) => response.write(event, () => written()));
    if (overMs > 0) await delay(overMs / events.length, undefined, { ref: false });
  }
  response.end();
}
