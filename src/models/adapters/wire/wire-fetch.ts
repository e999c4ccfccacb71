import { parseExactJson } from '../../../core/values/exact-json.ts';
import { isFields } from '../../../core/values/fields-of.ts';
import { errorFrame } from '../../errors/error-instead-of-answer.ts';
import type { WireReader } from './wire-reader.ts';

/** Fetch so that a reader sees each answer first, and the SDK what the reader makes of it. Errors pass as they are. */
export function wireFetch(reader: WireReader, send: typeof fetch): typeof fetch {
  return async (input, init) => {
    const response = await send(input, init);
    if (!response.ok || response.body === null) return response;
    const read = isStream(response) ? eventReader(reader) : bodyReader(reader);
    const { status, statusText, headers } = response;
    const body = response.body
      .pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>)
      .pipeThrough(read)
      .pipeThrough(new TextEncoderStream());
    return new Response(body, { status, statusText, headers });
  };
}

function isStream({ headers }: Response): boolean {
  return headers.get('content-type')?.includes('event-stream') === true;
}

function bodyReader(reader: WireReader): TransformStream<string, string> {
  let text = '';
  return new TransformStream({
    transform(chunk) {
      text += chunk;
    },
    flush(controller) {
      controller.enqueue(rewritten(text, (wire) => reader.body(wire)).join(''));
    },
  });
}

/**
 * Events are told apart by empty lines. The end mark stays as it is, as does what begins like JSON and is none: of that the
 * SDK says that it cannot be read. What is nothing like JSON is skipped: it keeps a connection alive.
 */
function eventReader(reader: WireReader): TransformStream<string, string> {
  let rest = '';
  return new TransformStream({
    transform(chunk, controller) {
      rest += chunk;
      // A line break may be split between chunks.
      const events = rest.split(/\r\n\r\n|\n\n|\r\r(?!\n)/);
      rest = events.pop() ?? '';
      for (const event of events) emit(event, controller);
    },
    flush(controller) {
      if (rest.trim() !== '') emit(rest, controller);
    },
  });

  function emit(event: string, controller: TransformStreamDefaultController<string>): void {
    const lines = event.split(/\r\n|\n|\r/);
    const data = lines
      .filter((line) => line.startsWith('data:'))
      .map((line) => line.slice(5).replace(/^ /, ''));
    // An error may come as it would outside of a stream.
    if (data.length === 0 && /^\s*[{[]/.test(event)) data.push(event.trim());
    // No provider says a part of its answer without a bracket, nor the end mark.
    if (!/^\s*[{[]/.test(data[0] ?? '')) return;
    const others = lines.filter((line) => /^(?:event|id|retry):/.test(line));
    const made = rewritten(data.join('\n'), (wire) => errorFrame(wire) ?? reader.event(wire), errorFrame);
    for (const one of made)
      controller.enqueue([...others, ...one.split('\n').map((line) => `data: ${line}`), '', ''].join('\n'));
  }
}

/** What a reader makes of a JSON object, as texts; any other text as it is. */
function rewritten(
  text: string,
  read: (wire: Record<string, unknown>) => unknown,
  ofList: (list: unknown) => unknown = () => undefined,
): readonly string[] {
  let wire: unknown;
  try {
    wire = parseExactJson(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return [text];
  }
  const made = isFields(wire) ? read(wire) : (ofList(wire) ?? wire);
  if (made === wire) return [text];
  return (Array.isArray(made) ? made : [made]).flatMap((one) =>
    one === undefined ? [] : JSON.stringify(one),
  );
}
