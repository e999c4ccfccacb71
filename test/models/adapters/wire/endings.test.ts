import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AnswerEnding } from '../../../../src/core/model/answer-ending.ts';
import { classifyModelError } from '../../../../src/models/errors/classify-model-error.ts';
import type { WireName } from '../../../support/strict-wire/refusal.ts';
import { bodyOf, eventsOf, read } from '../../../support/wire-answers.ts';
import { rejection } from '../../model-request.ts';
import { serveResponses } from '../../serve-response.ts';

let server: Awaited<ReturnType<typeof serveResponses>>;
beforeAll(async () => {
  server = await serveResponses();
});
afterAll(() => server.stop());

const whole: AnswerEnding = { kind: 'whole' };
const cut: AnswerEnding = { kind: 'cut', at: 'output-limit' };
const full: AnswerEnding = { kind: 'cut', at: 'window' };
const refused = (cause: string): AnswerEnding => ({ kind: 'refused', cause });
const broken = (how: 'error' | 'malformed-call' | 'unknown-reason', said: string): AnswerEnding => ({
  kind: 'broken',
  how,
  said,
});
const endless: AnswerEnding = { kind: 'broken', how: 'no-reason' };

const endings: readonly (readonly [WireName, string, AnswerEnding])[] = [
  ['anthropic', 'end_turn', whole],
  ['anthropic', 'stop_sequence', whole],
  ['anthropic', 'tool_use', whole],
  ['anthropic', 'max_tokens', cut],
  ['anthropic', 'model_context_window_exceeded', full],
  ['anthropic', 'refusal', refused('refusal')],
  ['anthropic', 'pause_turn', broken('unknown-reason', 'pause_turn')],
  ['openAi', 'completed', whole],
  ['openAi', 'max_output_tokens', cut],
  ['openAi', 'content_filter', refused('content_filter')],
  ['openAi', 'cancelled', broken('error', 'cancelled')],
  ['openAi', 'something_new', broken('unknown-reason', 'something_new')],
  ['openAiChat', 'stop', whole],
  ['openAiChat', 'tool_calls', whole],
  ['openAiChat', 'function_call', whole],
  ['openAiChat', 'STOP', whole],
  ['openAiChat', 'length', cut],
  ['openAiChat', 'MAX_TOKENS', cut],
  ['openAiChat', 'model_length', full],
  ['openAiChat', 'content_filter', refused('content_filter')],
  ['openAiChat', 'content_filter: PROHIBITED_CONTENT', refused('content_filter: PROHIBITED_CONTENT')],
  ['openAiChat', 'sensitive', refused('sensitive')],
  ['openAiChat', 'error', broken('error', 'error')],
  ['openAiChat', 'network_error', broken('error', 'network_error')],
  ['openAiChat', 'function_call_filter: MALFORMED_FUNCTION_CALL', { kind: 'broken', how: 'malformed-call' }],
  ['openAiChat', 'abracadabra', broken('unknown-reason', 'abracadabra')],
  ['openAiChat', 'toolUse', whole],
  ['openAiChat', 'tool-calls', whole],
  ['openAiChat', 'function_calls', whole],
  ['openAiChat', 'endTurn', whole],
  ['openAiChat', 'end', whole],
  ['openAiChat', 'done', whole],
  ['openAiChat', 'stopped', whole],
  ['openAiChat', 'end_of_turn', whole],
  ['openAiChat', 'FINISH_REASON_STOP', whole],
  ['openAiChat', 'maxTokens', cut],
  ['openAiChat', 'FINISH_REASON_MAX_TOKENS', cut],
  ['openAiChat', 'contextWindowExceeded', full],
  ['openAiChat', 'contentFilter', refused('contentFilter')],
  ['openAiChat', 'policy_violation', refused('policy_violation')],
  ['anthropic', 'endTurn', whole],
  ['anthropic', 'maxTokens', cut],
  ['openAi', 'maxOutputTokens', cut],
  ['google', 'FINISH_REASON_MAX_TOKENS', cut],
  ['google', 'IMAGE_PROHIBITED_CONTENT', refused('IMAGE_PROHIBITED_CONTENT')],
  ['google', 'STOP', whole],
  ['google', 'MAX_TOKENS', cut],
  ['google', 'SAFETY', refused('SAFETY')],
  ['google', 'RECITATION', refused('RECITATION')],
  ['google', 'SPII', refused('SPII')],
  ['google', 'PROHIBITED_CONTENT', refused('PROHIBITED_CONTENT')],
  ['google', 'MALFORMED_FUNCTION_CALL', { kind: 'broken', how: 'malformed-call' }],
  ['google', 'UNEXPECTED_TOOL_CALL', { kind: 'broken', how: 'malformed-call' }],
  ['google', 'OTHER', broken('error', 'OTHER')],
  ['google', 'FINISH_REASON_UNSPECIFIED', endless],
];

describe('how an answer ended', () => {
  it.each(endings)(
    'is read from the wire alike, whole and streamed (%s %s)',
    async (wire, reason, ending) => {
      const said = { text: 'Partly', calls: [{ tool: 'pay', json: '{"amount":1}' }], reason };
      const answer = await read(server, wire, bodyOf(wire, said));
      expect(answer.ending).toEqual(ending);
      const streamed = await read(server, wire, eventsOf(wire, said), 'streamed');
      expect(streamed.ending).toEqual(ending);
      expect([streamed.text, streamed.usage]).toEqual([answer.text, answer.usage]);
      expect(answer.usage).toMatchObject({ inputTokens: 100, outputTokens: 10 });
      expect(answer.text).toBe(ending.kind === 'refused' ? '' : 'Partly');
    },
  );

  it.each(['anthropic', 'openAi', 'openAiChat', 'google'] as const)(
    'is unknown where a whole body does not say it (%s)',
    async (wire) => {
      const { ending } = await read(server, wire, bodyOf(wire, { text: 'Hi', reason: undefined }));
      expect(ending).toEqual(endless);
    },
  );

  it('says why a model refused, with its category', async () => {
    const extra = { stop_details: { type: 'refusal', category: 'cyber', explanation: 'Not this.' } };
    const said = { reason: 'refusal', extra };
    const ending = refused('refusal, cyber: Not this.');
    expect((await read(server, 'anthropic', bodyOf('anthropic', said))).ending).toEqual(ending);
    expect((await read(server, 'anthropic', eventsOf('anthropic', said), 'streamed')).ending).toEqual(ending);
  });

  it('keeps what a model says of its refusal in place of its text (Chat Completions)', async () => {
    const message = { role: 'assistant', content: null, refusal: 'I cannot help with that.' };
    const body = JSON.stringify({
      choices: [{ message, finish_reason: 'stop' }],
      usage: { prompt_tokens: 5, completion_tokens: 7 },
    });
    const answer = await read(server, 'openAiChat', body);
    expect(answer).toMatchObject({ text: 'I cannot help with that.', ending: { kind: 'refused' } });
  });

  it('keeps what a model says of its refusal in place of its text (Responses)', async () => {
    const content = [{ type: 'refusal', refusal: 'I cannot help with that.' }];
    const extra = { output: [{ type: 'message', id: 'm', role: 'assistant', content }] };
    const answer = await read(server, 'openAi', bodyOf('openAi', { extra }));
    expect(answer).toMatchObject({ text: 'I cannot help with that.', ending: { kind: 'refused' } });
  });

  it('is a refusal where the prompt was blocked, though nothing else is told', async () => {
    const body = JSON.stringify({ promptFeedback: { blockReason: 'SAFETY' } });
    expect(await read(server, 'google', body)).toMatchObject({
      ending: refused('the prompt was blocked, SAFETY'),
      usage: undefined,
    });
  });

  it('is broken where a choice holds an error, whatever its reason', async () => {
    const choice = {
      message: { role: 'assistant', content: 'The order is can' },
      finish_reason: 'stop',
      error: { code: 502, message: 'upstream idle timeout' },
    };
    const body = bodyOf('openAiChat', { extra: { choices: [choice] } });
    expect((await read(server, 'openAiChat', body)).ending).toEqual(broken('error', 'upstream idle timeout'));
  });

  it('is an error like any other where a choice holds that alone, and nothing was counted', async () => {
    const error = { code: 429, message: 'Rate limit exceeded' };
    const choice = { message: { role: 'assistant', content: '' }, finish_reason: 'error', error };
    const failed = read(server, 'openAiChat', JSON.stringify({ choices: [choice] }));
    expect(await rejection(failed)).toMatchObject({ responseBody: JSON.stringify({ error }) });
  });

  it('is no error like any other beside a refusal or a call of the first form', async () => {
    const error = { code: 429, message: 'Rate limit exceeded' };
    const beside = (message: object) =>
      read(server, 'openAiChat', JSON.stringify({ choices: [{ message, error }] }));
    expect((await beside({ refusal: 'I will not.' })).ending.kind).toBe('refused');
    expect((await beside({ function_call: { name: 'pay', arguments: '{}' } })).ending).toEqual(
      broken('error', 'Rate limit exceeded'),
    );
  });

  it('is cut where a call is not complete, and says what reasoning took', async () => {
    const extra = {
      output: [
        { type: 'function_call', id: 'f', call_id: 't', name: 'pay', arguments: '{"a', status: 'incomplete' },
      ],
    };
    expect((await read(server, 'openAi', bodyOf('openAi', { extra }))).ending).toEqual(cut);
    const usage = {
      input_tokens: 100,
      output_tokens: 4_096,
      total_tokens: 4_196,
      output_tokens_details: { reasoning_tokens: 4_096 },
    };
    const eaten = bodyOf('openAi', { reason: 'max_output_tokens', extra: { usage } });
    expect((await read(server, 'openAi', eaten)).ending).toEqual({ ...cut, reasoningTokens: 4_096 });
  });

  const items = [
    { type: 'message', id: 'm', role: 'assistant', content: [{ type: 'output_text', text: 'Partly' }] },
    { type: 'function_call', id: 'f', call_id: 't', name: 'pay', arguments: '{"amount":1}' },
    { type: 'reasoning', id: 'r', summary: [] },
  ];

  it.each(
    items.flatMap(
      (item) =>
        [
          [item, 'incomplete', cut],
          [item, 'in_progress', cut],
          [item, 'failed', broken('error', 'failed')],
        ] as const,
    ),
  )('is that of each item under a whole answer (Responses, %o %s)', async (item, status, ending) => {
    const extra = { output: [{ ...item, status }] };
    expect((await read(server, 'openAi', bodyOf('openAi', { extra }))).ending).toEqual(ending);
    const end = { type: 'response.completed', response: JSON.parse(bodyOf('openAi', {})) };
    const [added, done] = ['added', 'done'].map((what) => ({
      type: `response.output_item.${what}`,
      output_index: 0,
      item: { ...item, status: what === 'added' ? 'in_progress' : status },
    }));
    for (const events of [
      [added, done, end],
      [added, { ...end, response: { ...end.response, ...extra } }],
    ]) {
      const stream = events.map((one) => `data: ${JSON.stringify(one)}\n\n`).join('');
      expect((await read(server, 'openAi', stream, 'streamed')).ending).toEqual(ending);
    }
  });

  it.each(['anthropic', 'openAiChat', 'google'] as const)(
    'is broken where an error stands beside the answer (%s)',
    async (wire) => {
      for (const error of [{ message: 'upstream broke' }, 'upstream broke']) {
        const body = bodyOf(wire, { text: 'Done.', extra: { error } });
        const answer = await read(server, wire, body);
        expect(answer).toMatchObject({
          ending: broken('error', 'upstream broke'),
          usage: { outputTokens: 10 },
        });
      }
      for (const error of [null, '', {}, { code: 0, message: '' }])
        expect((await read(server, wire, bodyOf(wire, { text: 'Done.', extra: { error } }))).ending).toEqual(
          whole,
        );
    },
  );

  it.each(['not complete', 'unfinished: complete', 'did not stop', 'incomplete stop', 'stop: unknown'])(
    'is not whole for one word of many: %s',
    async (reason) => {
      const answer = await read(server, 'openAiChat', bodyOf('openAiChat', { text: 'Partly', reason }));
      expect(answer.ending.kind).not.toBe('whole');
    },
  );

  it.each([
    ['MAX_TOKENS', cut],
    ['SAFETY', refused('SAFETY')],
    ['MALFORMED_FUNCTION_CALL', { kind: 'broken', how: 'malformed-call' }],
    ['STOP', whole],
    ['a_word_of_one_host', whole],
    [null, whole],
  ] as const)('is the one that a router passed on: %s', async (native, ending) => {
    for (const reason of ['tool_calls', 'stop']) {
      const body = JSON.parse(
        bodyOf('openAiChat', { calls: [{ tool: 'pay', json: '{"amount":1}' }], reason }),
      );
      body.choices[0].native_finish_reason = native;
      const answer = await read(server, 'openAiChat', JSON.stringify(body));
      expect(answer.ending).toEqual(ending);
      const { message: delta, ...choice } = body.choices[0];
      const stream = [
        { choices: [{ index: 0, delta }] },
        { choices: [{ ...choice, delta: {} }], usage: body.usage },
      ]
        .map((one) => `data: ${JSON.stringify(one)}\n\n`)
        .join('');
      expect((await read(server, 'openAiChat', stream, 'streamed')).ending).toEqual(ending);
    }
  });

  it('announces calls that are not there', async () => {
    const announced = await read(server, 'openAiChat', bodyOf('openAiChat', { reason: 'tool_calls' }));
    expect(announced).toMatchObject({ ending: whole, announcesCalls: true });
    const used = await read(
      server,
      'anthropic',
      bodyOf('anthropic', { text: 'I look.', reason: 'tool_use' }),
    );
    expect(used.announcesCalls).toBe(true);
  });

  it.each(['tool-calls', 'toolUse', 'TOOL_CALLS', 'function_calls', 'FINISH_REASON_TOOL_CALLS'])(
    'announces calls in whatever form it is written: %s',
    async (reason) => {
      const said = { text: 'I look.', reason };
      const answer = await read(server, 'openAiChat', bodyOf('openAiChat', said));
      expect(answer).toMatchObject({ ending: whole, announcesCalls: true });
      const streamed = await read(server, 'openAiChat', eventsOf('openAiChat', said), 'streamed');
      expect(streamed).toMatchObject({ ending: whole, announcesCalls: true });
    },
  );

  it.each([
    ['and no choice', { choices: [] }],
    ['and nothing of a choice', {}],
  ])('is an error like any other where a body holds one %s', async (_what, more) => {
    const error = { code: 429, message: 'Rate limit exceeded' };
    const failed = read(server, 'openAiChat', JSON.stringify({ error, ...more }));
    expect(classifyModelError(await rejection(failed), 'openai-chat:m')).toMatchObject({
      type: 'model.rate-limited',
      billing: 'unbilled',
    });
  });

  it('is that of the first choice by its index, wherever it stands', async () => {
    const choice = (index: number, content: string) => ({
      index,
      finish_reason: index === 0 ? 'stop' : 'length',
      message: { role: 'assistant', content },
    });
    const extra = { choices: [choice(1, 'No'), choice(0, 'Yes')] };
    const answer = await read(server, 'openAiChat', bodyOf('openAiChat', { extra }));
    expect(answer).toMatchObject({ text: 'Yes', ending: whole });
  });

  it('is that of the first choice in a stream of two', async () => {
    const chunk = (index: number, content: string, reason: string | null) =>
      `data: ${JSON.stringify({ choices: [{ index, delta: { content }, finish_reason: reason }] })}\n\n`;
    const usage = `data: ${JSON.stringify({ choices: [], usage: { prompt_tokens: 5, completion_tokens: 7 } })}\n\n`;
    const events = [
      chunk(1, 'No', null),
      chunk(0, 'Yes', null),
      chunk(0, '', 'stop'),
      chunk(1, '', 'length'),
      usage,
      'data: [DONE]\n\n',
    ];
    const answer = await read(server, 'openAiChat', events.join(''), 'streamed');
    expect(answer).toMatchObject({ text: 'Yes', ending: whole });
  });
});
