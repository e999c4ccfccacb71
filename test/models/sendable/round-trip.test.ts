import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
import { charter } from '../../support/run-story.ts';
import {
  anyAnswer,
  type DrawnAnswer,
  kindsOf,
  plainAnswer,
  writtenFor,
} from '../../support/strict-wire/any-answer.ts';
import type { WireName } from '../../support/strict-wire/refusal.ts';
import { serveStrictly } from '../../support/strict-wire/serve-strictly.ts';
import { modelRequest, portsAt } from '../model-request.ts';

const isLong = process.env.HOLDFAST_TEST_FORM === 'long';
/** Of two answers each, on average. */
const conversations = isLong ? 6_000 : 100;
const fewestAnswers = isLong ? 10_000 : 120;
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

let server: Awaited<ReturnType<typeof serveStrictly>>;
beforeAll(async () => {
  server = await serveStrictly();
});
afterAll(() => server.stop());

interface Turn {
  readonly answer: DrawnAnswer;
  readonly then: 'nothing' | 'note' | 'words' | 'note and words';
}

const anyTurn: fc.Arbitrary<Turn> = fc.record({
  answer: anyAnswer,
  then: fc.constantFrom('nothing', 'note', 'words', 'note and words'),
});

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

describe('what a model answered, sent back to it', () => {
  it.each<WireName>(['anthropic', 'openAi', 'openAiChat', 'google'])(
    `is never refused by a strict server, and never sent otherwise than before: %s, ${conversations} conversations`,
    async (wire) => {
      const drawn = new Map<string, number>();
      let answers = 0;
      const port = portsAt(server.url)[wire];
      await fc.assert(
        fc.asyncProperty(fc.array(anyTurn, { minLength: 1, maxLength: 3 }), async (turns) => {
          let sent: readonly string[] = [];
          let window: readonly Message[] = [{ role: 'user', content: 'Hello' }];
          for (const [index, turn] of [...turns, undefined].entries()) {
            server.answer(turn === undefined ? writtenFor(wire, plainAnswer) : writtenFor(wire, turn.answer));
            const answer = await port
              .generate(
                modelRequest({ model: 'm', messages: returnedTo(modelId, window), tools: modelTools }),
              )
              .catch(() => undefined);
            expect(server.refusal()).toBeUndefined();
            const pieces = piecesOf(wire, server.bodies[0] ?? {});
            // Where notes join the message before them, that one grows.
            const stays = wire === 'openAiChat' ? sent.slice(0, -1) : sent;
            expect(pieces.slice(0, stays.length)).toEqual(stays);
            sent = pieces;
            if (turn === undefined) return;
            answers++;
            for (const kind of answer ? kindsOf(turn.answer) : ['an answer that could not be read'])
              drawn.set(kind, (drawn.get(kind) ?? 0) + 1);
            if (answer) window = [...window, ...messagesAfter(answer, window, index + 1, turn)];
          }
        }),
        { numRuns: conversations },
      );
      const counts = [...drawn].map(([kind, times]) => `${kind} ${times}`).sort(byText);
      process.stdout.write(`${wire}, ${answers} answers: ${counts.join(' · ')}\n`);
      expect(answers).toBeGreaterThanOrEqual(fewestAnswers);
      expect(drawn.size).toBeGreaterThanOrEqual(24);
    },
  );
});

function byText(one: string, other: string): number {
  return one < other ? -1 : 1;
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
