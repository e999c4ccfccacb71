/**
 * Leave out of a streamed answer the events that its protocol does not know: gateways and new versions add some, and the
 * SDKs take one for a broken stream. What is no JSON stays, and so does an error; elsewhere the SDKs skip them themselves.
 */
export function withKnownEvents(response: Response, url: string): Response {
  const keep = rules.find(([path]) => path.test(url))?.[1];
  const isStream = /event-stream/.test(response.headers.get('content-type') ?? '');
  if (keep === undefined || !isStream || !response.ok || response.body === null) return response;
  const body = response.body
    .pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>)
    .pipeThrough(eventFilter(keep))
    .pipeThrough(new TextEncoderStream());
  return new Response(body, { status: response.status, headers: response.headers });
}

type Event = Record<string, unknown>;
/** What an event goes on as; undefined: not at all. */
type Keep = (event: Event) => Event | undefined;

const ofMessages = new Set([
  'message_start',
  'content_block_start',
  'content_block_delta',
  'content_block_stop',
  'message_delta',
  'message_stop',
  'ping',
  'error',
]);

const rules: readonly (readonly [RegExp, Keep])[] = [
  [/\/messages(?:\?|$)/, (event) => (ofMessages.has(String(event['type'])) ? event : undefined)],
  [
    /\/chat\/completions(?:\?|$)/,
    (event) => {
      if (event['choices'] !== undefined || event['error'] !== undefined) return event;
      // Some say what was used without an empty list of choices beside it.
      return event['usage'] === undefined ? undefined : { ...event, choices: [] };
    },
  ],
];

/** Longer than any event of an answer that a run keeps: what has no end is passed on as it is. */
const longestEvent = 8 * 1_024 * 1_024;

function eventFilter(keep: Keep): TransformStream<string, string> {
  let rest = '';
  return new TransformStream({
    transform(chunk, controller) {
      rest += chunk;
      for (let end = endOfEvent(rest); end !== undefined; end = endOfEvent(rest)) {
        controller.enqueue(filtered(rest.slice(0, end), keep));
        rest = rest.slice(end);
      }
      if (rest.length > longestEvent) {
        controller.enqueue(rest);
        rest = '';
      }
    },
    flush(controller) {
      controller.enqueue(filtered(rest, keep));
    },
  });
}

function endOfEvent(text: string): number | undefined {
  const found = /\r?\n\r?\n/.exec(text);
  return found === null ? undefined : found.index + found[0].length;
}

function filtered(text: string, keep: Keep): string {
  const data = [...text.matchAll(/^data: ?(.*)$/gm)].map(([, line]) => line?.replace(/\r$/, '')).join('\n');
  if (!data.startsWith('{')) return text;
  let event: Event;
  try {
    event = JSON.parse(data) as Event;
  } catch {
    return text;
  }
  const kept = keep(event);
  if (kept === event) return text;
  return kept === undefined ? '' : `data: ${JSON.stringify(kept)}\n\n`;
}
