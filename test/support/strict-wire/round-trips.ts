import assert from 'node:assert/strict';
import fc from 'fast-check';
import { z } from 'zod';
import { toModelTurn } from '../../../src/activities/model/call-model.ts';
import { harnessNote } from '../../../src/core/context/harness-note.ts';
import type { Message } from '../../../src/core/context/message.ts';
import { returnedTo } from '../../../src/core/context/returned-continuation.ts';
import { keptMessages } from '../../../src/core/model/kept-messages.ts';
import type { ModelAnswer, ModelTool } from '../../../src/models/model-port.ts';
import { defineTool } from '../../../src/tools/define/define-tool.ts';
import type { Tool } from '../../../src/tools/define/tool.ts';
import { toolJsonSchema } from '../../../src/tools/define/tool-json-schema.ts';
import { modelRequest, portsAt } from '../../models/model-request.ts';
import { charter } from '../run-story.ts';
import { anyAnswer, type DrawnAnswer, kindsOf, plainAnswer, sealsOf, writtenFor } from './any-answer.ts';
import type { WireName } from './refusal.ts';
import { serveStrictly } from './serve-strictly.ts';

export const roundTripWires: readonly WireName[] = ['anthropic', 'openAi', 'openAiChat', 'google'];

/** What was sent back over one wire. */
export interface RoundTrips {
  readonly answers: number;
  /** How often each kind of thing was in an answer. */
  readonly drawn: ReadonlyMap<string, number>;
  /** The smallest conversation that was found to go wrong, and how. */
  readonly problem?: string;
}

const modelId = 'a:m';

const inputs = {
  lookup: z.strictObject({ id: z.string() }),
  filter: z.strictObject({ 'filter[status]': z.string(), $top: z.number().optional() }),
  '2fa': z.strictObject({ of: z.record(z.string(), z.number()).optional() }),
};
const tools: ReadonlyMap<string, Tool> = new Map(
  Object.entries(inputs).map(([name, input]) => [
    name,
    defineTool({
      name,
      description: name,
      input,
      output: z.null(),
      effect: 'read',
      execute: async () => null,
    }),
  ]),
);
const modelTools: ModelTool[] = [...tools.values()].map(({ name, description, input }) => ({
  name,
  description,
  inputSchema: toolJsonSchema(input),
}));
const granted = Object.fromEntries([...tools.keys()].map((name) => [name, charter.tools['look']]));

interface Turn {
  readonly answer: DrawnAnswer;
  readonly then: 'nothing' | 'note' | 'words' | 'note and words';
}

const anyTurn: fc.Arbitrary<Turn> = fc.record({
  answer: anyAnswer,
  then: fc.constantFrom('nothing', 'note', 'words', 'note and words'),
});

/**
 * Send any answers of a model back to it, through its adapter and to a server that checks the rules of its wire.
 *
 * In each conversation no request is refused, none says otherwise than before what an earlier one said, and what an
 * answer was sealed with comes back whole. A conversation has two answers on average.
 */
export async function playRoundTrips(wire: WireName, conversations: number): Promise<RoundTrips> {
  const server = await serveStrictly();
  const port = portsAt(server.url)[wire];
  const drawn = new Map<string, number>();
  let answers = 0;
  let failed = false;

  async function converse(turns: readonly Turn[]): Promise<void> {
    let sent: readonly string[] = [];
    let window: readonly Message[] = [{ role: 'user', content: 'Hello' }];
    let seals: readonly string[] = [];
    for (const [index, turn] of [...turns, undefined].entries()) {
      server.answer(writtenFor(wire, turn === undefined ? plainAnswer : turn.answer));
      const answer = await port
        .generate(modelRequest({ model: 'm', messages: returnedTo(modelId, window), tools: modelTools }))
        .catch(() => undefined);
      assert.equal(server.refusal(), undefined);
      const pieces = piecesOf(wire, server.bodies[0] ?? {});
      // Where notes join the message before them, that one grows.
      const stays = wire === 'openAiChat' ? sent.slice(0, -1) : sent;
      assert.deepEqual(pieces.slice(0, stays.length), stays);
      assert.deepEqual(sealsIn(pieces), seals);
      sent = pieces;
      if (turn === undefined) return;
      // What is tried again to make a counterexample smaller is counted once.
      if (!failed) {
        answers++;
        for (const kind of answer ? kindsOf(turn.answer) : ['an answer that could not be read'])
          drawn.set(kind, (drawn.get(kind) ?? 0) + 1);
      }
      if (answer === undefined) continue;
      const after = messagesAfter(answer, window, index + 1, turn);
      window = [...window, ...after];
      if (after.some(isSaid)) seals = [...seals, ...sealsOf(wire, turn.answer)];
    }
  }

  try {
    await fc.assert(
      fc.asyncProperty(fc.array(anyTurn, { minLength: 1, maxLength: 3 }), (turns) =>
        converse(turns).catch((error: unknown) => {
          failed = true;
          throw error;
        }),
      ),
      { numRuns: conversations },
    );
    return { answers, drawn };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : '';
    return { answers, drawn, problem: `${cause}\n${error instanceof Error ? error.message : String(error)}` };
  } finally {
    await server.stop();
  }
}

/** Of an answer of white space alone nothing goes back, and of its reasoning neither. */
function isSaid(message: Message): boolean {
  if (message.role !== 'assistant') return false;
  return message.calls.length > 0 || !/^[\s\u0085\u001c-\u001f]*$/.test(message.content);
}

/** Say in a line what was drawn. */
export function tellDrawn({ drawn }: RoundTrips): string {
  return [...drawn]
    .map(([kind, times]) => `${kind} ${times}`)
    .sort()
    .join(' · ');
}

/** What an answer adds to a window: itself, results, and what the run or its user says to it. */
function messagesAfter(
  answer: ModelAnswer,
  window: readonly Message[],
  turn: number,
  { then }: Turn,
): Message[] {
  const taken = toModelTurn(answer, {
    input: { model: { ...charter.model, id: modelId } } as never,
    charter: { ...charter, tools: granted as never },
    messages: window,
    tools,
    attempt: 1,
  });
  const kept = keptMessages(turn, taken);
  const results = kept
    .flatMap(({ calls }) => calls)
    .map(
      ({ id, providerCallId, tool }, index): Message => ({
        role: 'tool',
        callId: id,
        providerCallId,
        tool,
        content: index % 2 === 0 ? '{"found":true}' : 'Error: [Holdfast] no.',
        isError: index % 2 === 1,
      }),
    );
  const notes = then.startsWith('note') ? [harnessNote('Go on.')] : [];
  const words: Message[] = then.endsWith('words') ? [{ role: 'user', content: 'And hurry.' }] : [];
  const after = [...kept, ...results, ...notes, ...words];
  const ends = after.at(-1)?.role;
  return ends === 'assistant' || ends === undefined ? [...after, { role: 'user', content: 'Go on.' }] : after;
}

/** What a request holds after instructions and tools, in the pieces that its wire counts. */
function piecesOf(wire: WireName, body: Record<string, unknown>): readonly string[] {
  const list =
    body[{ anthropic: 'messages', openAi: 'input', openAiChat: 'messages', google: 'contents' }[wire]];
  const messages = list as { role: string; content: object[] }[];
  const pieces =
    wire === 'anthropic'
      ? messages.flatMap(({ role, content }) => content.map((one) => [role, one]))
      : messages;
  return pieces.map((piece) =>
    JSON.stringify(piece, (key, value) => (isAside(key, value) ? undefined : value)),
  );
}

/** A mark that moves, and a field that stands empty from when a server first gave it. */
function isAside(key: string, value: unknown): boolean {
  return key === 'cache_control' || (key === 'reasoning_content' && value === '');
}

/** Every seal in a request, in its order. */
function sealsIn(pieces: readonly string[]): readonly string[] {
  const seal = /"(?:signature|data|encrypted_content|thoughtSignature|reasoning_content)":"([^"]*)"/g;
  return pieces.flatMap((piece) => [...piece.matchAll(seal)].map((match) => match[1] ?? ''));
}
