import type { ScriptedRequest, WrittenTurn } from './scripted-request.ts';

/** One wire format: how a request reads, how an answer and an error are written. */
export interface ScriptedProtocol {
  /** @throws BadRequest when a real provider would refuse the body. */
  read(body: Record<string, unknown>): ScriptedRequest;
  /** The body of a 200; `withUsage: false` leaves the usage out. */
  answer(request: ScriptedRequest, turn: WrittenTurn, withUsage: boolean): object;
  /** What the body of an answer has and no other body. */
  readonly answerField: string;
  /** The events of a streamed 200 that come to this body, written out, in pieces as a model would write them. */
  stream(body: object): readonly string[];
  error(kind: ProviderErrorKind, message: string): object;
}

export type ProviderErrorKind = 'bad-request' | 'not-found' | 'rate-limited' | 'server-error' | 'overloaded';

/** A request that a real provider would answer with 400. */
export class BadRequest extends Error {
  override readonly name = 'BadRequest';
}

/** Refuse a transcript whose tool calls and results do not belong together, as both real providers do. */
export function requireAnsweredCalls(request: ScriptedRequest): void {
  let open: string[] = [];
  for (const [index, message] of request.messages.entries()) {
    if (message.role === 'tool') {
      if (!open.includes(message.toolCallId)) {
        throw new BadRequest(
          `messages.${index}: the result ${message.toolCallId} answers no call of the message before`,
        );
      }
      open = open.filter((id) => id !== message.toolCallId);
      continue;
    }
    refuseOpenCalls(index, open);
    if (message.role === 'assistant') open = message.toolCalls.map((call) => call.id);
  }
  refuseOpenCalls(request.messages.length, open);
}

function refuseOpenCalls(index: number, open: readonly string[]): void {
  if (open.length > 0) {
    throw new BadRequest(`messages.${index}: calls without a result immediately after: ${open.join(', ')}`);
  }
}
