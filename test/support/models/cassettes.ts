import { isDeepStrictEqual } from 'node:util';
import { classifyModelError } from '../../../src/models/errors/classify-model-error.ts';
import type { ModelAnswer } from '../../../src/models/model-port.ts';
import { modelRequest, portsAt } from '../../models/model-request.ts';
import type { serveResponses } from '../../models/serve-response.ts';
import { type Wire, type WireAnswer, type WireProtocol, wireAnswer } from '../../models/wire-answer.ts';
import { missingShared, readSharedJsonLines } from '../shared-data.ts';
import { Judgement } from './judgement.ts';

const file = 'llm-wire/cassettes.jsonl';

/** Why the recordings cannot be played here, or false. */
export const missingCassettes = missingShared(file);

/** One recorded model call of a wire that an adapter speaks. */
export interface RecordedCall {
  readonly name: string;
  readonly protocol: WireProtocol;
  readonly status: number;
  readonly streams: boolean;
  readonly body: Wire | string;
}

/** The model calls of one recording, in their order. */
export interface Cassette {
  readonly name: string;
  readonly calls: readonly RecordedCall[];
}

interface Recording {
  readonly path: string;
  readonly interactions: readonly {
    readonly request: {
      readonly uri: string;
      readonly method: string;
      readonly body?: { readonly json?: { readonly stream?: boolean } };
    };
    readonly response: {
      readonly status: number;
      readonly body?: { readonly json?: Wire; readonly text?: string };
    };
  }[];
}

const protocols: Readonly<Record<string, WireProtocol>> = {
  '/v1/messages': 'anthropic',
  '/v1/chat/completions': 'openAiChat',
  '/v1/responses': 'openAi',
};

/** Recordings with at least one model call; what else they recorded (files, embeddings) is left out. */
export function readCassettes(): readonly Cassette[] {
  return readSharedJsonLines<Recording>(file).flatMap(({ path, interactions }) => {
    const name = path.split('/').at(-1) ?? path;
    const calls = interactions.flatMap(({ request, response }, index): RecordedCall[] => {
      const protocol = protocols[new URL(request.uri).pathname];
      if (protocol === undefined || request.method !== 'POST') return [];
      const streams = request.body?.json?.stream === true;
      const body = response.body?.json ?? response.body?.text ?? '';
      return [{ name: `${name} #${index}`, protocol, status: response.status, streams, body }];
    });
    return calls.length === 0 ? [] : [{ name, calls }];
  });
}

/** Words by which a recorded answer says that it is whole. */
const wholeReasons: readonly unknown[] = ['end_turn', 'tool_use', 'stop', 'tool_calls', 'completed'];

/** Whether a recording says that its answer is whole. */
function isWhole({ reason }: WireAnswer): boolean {
  return wholeReasons.includes(reason);
}

/**
 * Serve a recorded call as it was and make it through its adapter, listening where it was streamed. Gives what does not
 * come out as it was recorded: text, calls, usage and ending, or the class of the error.
 */
export async function playRecordedCall(
  server: Awaited<ReturnType<typeof serveResponses>>,
  call: RecordedCall,
): Promise<readonly string[]> {
  const { protocol, status, streams, body } = call;
  server.answer({
    status,
    ...(streams ? { headers: { 'content-type': 'text/event-stream; charset=utf-8' } } : {}),
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const heard: string[] = [];
  const onText = streams ? (delta: string) => heard.push(delta) : undefined;
  const judged = new Judgement();
  try {
    const answer = await portsAt(server.url)[protocol].generate(modelRequest({ onText }));
    judged.holds(`HTTP ${status} is an error`, status < 400, answer);
    judgeAnswer(judged, call, answer, heard.join(''));
  } catch (error) {
    if (status < 400) throw error;
    judgeUnknownModel(judged, call, error);
  }
  judged.holds('one request is made', server.requests.length === 1, server.requests.length);
  const asked = server.requests[0]?.body['stream'] ?? false;
  judged.holds('it asks for a stream where one was recorded', asked === streams, asked);
  return judged.problems;
}

function judgeAnswer(
  judged: Judgement,
  { protocol, streams, body }: RecordedCall,
  answer: ModelAnswer,
  heard: string,
): void {
  const wire = wireAnswer(protocol, body);
  const asWritten = protocol !== 'anthropic';
  const calls = answer.calls.map((call) => [
    call.providerCallId,
    call.tool,
    asWritten ? call.argumentsText : JSON.parse(call.argumentsText),
  ]);
  judged.holds('usage is as recorded', isDeepStrictEqual(answer.usage, wire.usage), answer.usage);
  judged.holds('text is as recorded', answer.text === wire.text, answer.text);
  judged.holds('calls are as recorded', isDeepStrictEqual(calls, wire.calls), calls);
  judged.holds('a known word says how it ended', isWhole(wire), wire.reason);
  judged.holds('the answer is whole', answer.ending.kind === 'whole', answer.ending);
  if (streams) judged.holds('what is heard is the text', heard === wire.text, heard);
}

function judgeUnknownModel(judged: Judgement, { protocol, status }: RecordedCall, error: unknown): void {
  const told = classifyModelError(error, `${protocol}:m`);
  judged.holds(
    'an unknown model is permanent and unbilled',
    told.type === 'model.not-found' && !told.retryable && told.billing === 'unbilled',
    told,
  );
  judged.holds('its message tells the status', told.message.includes(`HTTP ${status}`), told.message);
}
