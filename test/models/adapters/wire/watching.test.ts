import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { classifyModelError } from '../../../../src/models/errors/classify-model-error.ts';
import { bodyOf, eventsOf, wireNames } from '../../../support/wire-answers.ts';
import { modelRequest, portsAt, rejection } from '../../model-request.ts';
import { serveResponses } from '../../serve-response.ts';

let server: Awaited<ReturnType<typeof serveResponses>>;
beforeAll(async () => {
  server = await serveResponses();
});
afterAll(() => server.stop());

const types = ['application/json', 'text/plain', 'application/octet-stream', 'text/event-stream'];
const whole = { text: 'Done.', ending: { kind: 'whole' }, usage: { inputTokens: 100, outputTokens: 10 } };

function served(wire: (typeof wireNames)[number], body: string, type: string, watched: boolean, cut = false) {
  server.answer({ status: 200, headers: { 'content-type': type }, body, cut });
  return portsAt(server.url)[wire].generate(modelRequest({ onText: watched ? () => {} : undefined }));
}

function frames(events: readonly object[]): string {
  return events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');
}

describe('the form of an answer', () => {
  const cases = wireNames.flatMap((wire) =>
    types.flatMap((type) => [[wire, type, true] as const, [wire, type, false] as const]),
  );

  it.each(cases)('is seen in its body where it is a stream: %s as %s, watched %s', async (...of) => {
    const [wire, type, watched] = of;
    expect(await served(wire, eventsOf(wire, { text: 'Done.' }), type, watched)).toMatchObject(whole);
    expect(server.requests).toHaveLength(1);
  });

  it.each(cases.filter(([, type, watched]) => !watched || type !== 'text/event-stream'))(
    'is seen in its body where it is whole: %s as %s, watched %s',
    async (...of) => {
      const [wire, type, watched] = of;
      expect(await served(wire, bodyOf(wire, { text: 'Done.' }), type, watched)).toMatchObject(whole);
      expect(server.requests).toHaveLength(1);
    },
  );

  it.each(cases)('leaves the bill of one that was cut unknown: %s as %s, watched %s', async (...of) => {
    const [wire, type, watched] = of;
    for (const body of [eventsOf(wire, { text: 'Done.' }), bodyOf(wire, { text: 'Done.' })]) {
      const failed = await rejection(served(wire, body.slice(0, 60), type, watched, true));
      expect(classifyModelError(failed, 'm')).toMatchObject({ type: 'model.bill-unknown' });
    }
  });
});

describe('what a stream tells at once', () => {
  const anthropicOf = (blocks: readonly object[]) => {
    const [start = '', ...end] = eventsOf('anthropic', {}).split(/(?<=\n\n)/);
    return [start, frames(blocks), ...end].join('');
  };
  const started = (block: object) => ({ type: 'content_block_start', index: 0, content_block: block });
  const delta = (of: object) => ({ type: 'content_block_delta', index: 0, delta: of });
  const stop = { type: 'content_block_stop', index: 0 };
  const watched = (wire: 'anthropic' | 'openAi', body: string) =>
    served(wire, body, 'text/event-stream', true);

  it('is the beginning of a text (Messages)', async () => {
    const body = anthropicOf([
      started({ type: 'text', text: 'Do' }),
      delta({ type: 'text_delta', text: 'ne.' }),
      stop,
    ]);
    expect((await watched('anthropic', body)).text).toBe('Done.');
  });

  it('is the whole input of a call, each number as it was written (Messages)', async () => {
    const block = started({ type: 'tool_use', id: 't1', name: 'pay', input: { of: '@' } });
    const body = anthropicOf([block, stop]).replace('"@"', '2512292042121000001');
    expect((await watched('anthropic', body)).calls).toEqual([
      { providerCallId: 't1', tool: 'pay', argumentsText: '{"of":2512292042121000001}' },
    ]);
  });

  it('is told once where deltas tell it again (Messages)', async () => {
    const input = { of: 7 };
    const again = delta({ type: 'input_json_delta', partial_json: '{"of":7}' });
    const body = anthropicOf([started({ type: 'tool_use', id: 't1', name: 'pay', input }), again, stop]);
    expect((await watched('anthropic', body)).calls).toMatchObject([{ argumentsText: '{"of":7}' }]);
  });

  it.each([
    ['without a signature', {}, ''],
    ['with its signature at the beginning', { signature: 'sig' }, 'sig'],
  ])('is a thinking %s, which comes back (Messages)', async (_how, signed, signature) => {
    const body = anthropicOf([
      started({ type: 'thinking', thinking: 'h', ...signed }),
      delta({ type: 'thinking_delta', thinking: 'm' }),
      stop,
      { ...started({ type: 'text', text: 'Done.' }), index: 1 },
      { ...stop, index: 1 },
    ]);
    expect((await watched('anthropic', body)).continuation).toMatchObject([
      { kind: 'reasoning', text: 'hm', sealed: { anthropic: { signature } } },
      { kind: 'text' },
    ]);
  });

  const said = (text: string, more: object = {}) => ({
    type: 'message',
    id: 'm',
    content: [{ type: 'output_text', text }],
    ...more,
  });
  const added = { type: 'response.output_item.added', output_index: 0, item: { ...said(''), content: [] } };
  const done = (item: object) => ({ type: 'response.output_item.done', output_index: 0, item });
  const deltaOf = (text: string) => ({
    type: 'response.output_text.delta',
    item_id: 'm',
    output_index: 0,
    delta: text,
  });
  const usage = { input_tokens: 100, output_tokens: 10, total_tokens: 110 };
  const ended = (output: readonly object[]) => ({
    type: 'response.completed',
    response: { id: 'r', status: 'completed', output, usage },
  });

  it.each([
    ['when its item is done', [added, done(said('Done.')), ended([])]],
    ['when its item is done, which never began', [done(said('Done.')), ended([])]],
    [
      'once, by deltas and when its item is done',
      [added, deltaOf('Done.'), done(said('Done.')), ended([said('Done.')])],
    ],
    ['when the answer ends', [ended([said('Done.')])]],
  ])('is a text %s (Responses)', async (_how, events) => {
    expect(await watched('openAi', frames(events))).toMatchObject(whole);
  });

  it('is that a text was a commentary, when its item is done (Responses)', async () => {
    const aside = { type: 'message', id: 'aside', content: [{ type: 'output_text', text: 'I check.' }] };
    const events = [
      { ...added, item: { ...aside, content: [] } },
      { ...deltaOf('I check.'), item_id: 'aside' },
      done({ ...aside, phase: 'commentary' }),
      { ...added, output_index: 1 },
      { ...deltaOf('Done.'), output_index: 1 },
      { ...done(said('Done.')), output_index: 1 },
      ended([]),
    ];
    expect(await watched('openAi', frames(events))).toMatchObject(whole);
  });

  it('is a call when the answer ends (Responses)', async () => {
    const call = { type: 'function_call', id: 'f', call_id: 't1', name: 'pay', arguments: '{"of":7}' };
    expect((await watched('openAi', frames([ended([call])]))).calls).toEqual([
      { providerCallId: 't1', tool: 'pay', argumentsText: '{"of":7}' },
    ]);
  });

  it('is reasoning in two summaries, sealed when it is done (Responses)', async () => {
    const part = (at: number) => [
      { type: 'response.reasoning_summary_part.added', item_id: 'rs', output_index: 0, summary_index: at },
      {
        type: 'response.reasoning_summary_text.delta',
        item_id: 'rs',
        output_index: 0,
        summary_index: at,
        delta: `${at}`,
      },
      { type: 'response.reasoning_summary_part.done', item_id: 'rs', output_index: 0, summary_index: at },
    ];
    const item = { type: 'reasoning', id: 'rs', summary: [] };
    const events = [
      { type: 'response.output_item.added', output_index: 0, item },
      ...part(0),
      ...part(1),
      done({ ...item, encrypted_content: 'enc' }),
      { ...added, output_index: 1 },
      { ...deltaOf('Done.'), output_index: 1 },
      { ...done(said('Done.')), output_index: 1 },
      ended([]),
    ];
    const sealed = { openai: { itemId: 'rs', reasoningEncryptedContent: 'enc' } };
    expect((await watched('openAi', frames(events))).continuation).toMatchObject([
      { kind: 'reasoning', text: '0', sealed },
      { kind: 'reasoning', text: '1', sealed },
      { kind: 'text' },
    ]);
  });
});

describe('an error as the first event', () => {
  it.each(wireNames)('is what it says, also as a text (%s)', async (wire) => {
    const body = frames([{ error: 'rate limit exceeded' }]);
    const failed = await rejection(served(wire, body, 'text/event-stream', true));
    expect(classifyModelError(failed, 'm')).toMatchObject({ type: 'model.rate-limited' });
  });
});

describe('a refusal to stream', () => {
  it.each([
    [400, 'Streaming is disabled for this deployment.'],
    [400, 'stream must be false'],
    [400, 'Only non-streaming requests are supported.'],
    [403, 'Streaming is not allowed for your plan.'],
    [405, 'Streaming responses are not available here.'],
    [501, 'stream=true is not implemented'],
    [500, 'NotImplementedError: streaming'],
    [400, 'This model does not support stream mode'],
    [400, 'Please set stream to false'],
  ])('is understood: %i %s', async (status, message) => {
    server.answerBy((body) =>
      body['stream'] === true
        ? { status, body: JSON.stringify({ error: { message } }) }
        : { status: 200, body: bodyOf('openAiChat', { text: 'Done.' }) },
    );
    const port = portsAt(server.url).openAiChat;
    expect(await port.generate(modelRequest({ onText: () => {} }))).toMatchObject({ text: 'Done.' });
  });
});
