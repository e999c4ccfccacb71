/** An answer came in another form than was asked for: whole in place of a stream, or a stream in place of a whole body. */
export class CameOtherwise extends Error {
  readonly response: Response;
  readonly streamed: boolean;

  constructor(response: Response, streamed: boolean) {
    super(streamed ? 'the answer came as a stream' : 'the answer came whole');
    this.response = response;
    this.streamed = streamed;
  }
}

/**
 * A response in the form in which it was asked for, whatever its type says: servers and gateways give a stream the type of
 * a text, of JSON or of bytes. Its first characters tell; the rest is read by whoever reads the answer.
 *
 * @throws CameOtherwise when it has the other form.
 */
export async function inFormAsked(response: Response, asksStream: boolean): Promise<Response> {
  if (response.body === null) return response;
  const { start, body } = await peek(response.body);
  const { status, statusText } = response;
  const told = (type: string) => {
    const headers = new Headers(response.headers);
    headers.set('content-type', type);
    return new Response(body, { status, statusText, headers });
  };
  const type = response.headers.get('content-type') ?? '';
  // What begins like JSON and calls itself a stream is read as one: so the reader of events knows an error in it. A whole
  // answer of that type is not understood.
  const saysStream = asksStream && type.includes('event-stream');
  if (isEvent.test(start) || saysStream) {
    const stream = told('text/event-stream');
    if (asksStream) return stream;
    throw new CameOtherwise(stream, true);
  }
  // Of nothing the reader of what was asked for says that it is nothing.
  if (start === '') return told(asksStream ? 'text/event-stream' : type);
  // What is neither, a page or a line of text, tells who answered instead.
  const whole = told(/^[{[]/.test(start) ? 'application/json' : type);
  if (!asksStream) return whole;
  throw new CameOtherwise(whole, false);
}

const isEvent = /^(?:data|event|id|retry)?:/;
/** As long as the longest beginning of an event. */
const mostPeeked = 6;

/** The first characters that are not blank, and the body as it was. That it breaks off is found by who reads it. */
async function peek(
  body: ReadableStream<Uint8Array>,
): Promise<{ readonly start: string; readonly body: ReadableStream<Uint8Array> }> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const held: Uint8Array[] = [];
  let start = '';
  try {
    while (start.length < mostPeeked && !/^[{[]/.test(start)) {
      const { done, value } = await reader.read();
      if (done) break;
      held.push(value);
      start = (start + decoder.decode(value, { stream: true })).trimStart();
    }
  } catch {
    // The next read throws it again.
  }
  return {
    start: start.trimEnd(),
    body: new ReadableStream({
      async pull(controller) {
        const next = held.shift();
        if (next !== undefined) return controller.enqueue(next);
        const { done, value } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: (reason) => reader.cancel(reason),
    }),
  };
}
