import { describe, expect, it } from 'vitest';
import { readAnswerText } from '../../../src/core/model/read-answer-text.ts';

const tools = ['lookup', 'pay', 'finish'];
const read = (text: string, more: object = {}) =>
  readAnswerText({ text, calls: [], ending: { kind: 'whole' }, ...more }, tools);

const json = '{"name": "lookup", "arguments": {"id": "A-1"}}';

describe('a call that is written as text', () => {
  it.each([
    ['Hermes', `<tool_call>\n${json}\n</tool_call>`],
    ['Hermes, with bars', `<|tool_call|>${json}<|/tool_call|>`],
    ['a list in bars', `<|tool_calls|>[${json}]`],
    [
      'Qwen-Coder',
      '<tool_call>\n<function=lookup>\n<parameter=id>\nA-1\n</parameter>\n</function>\n</tool_call>',
    ],
    ['Llama', '<function=lookup>{"id": "A-1"}</function>'],
    ['Llama 3.1', `<|python_tag|>${json}`],
    [
      'Anthropic of old',
      '<function_calls>\n<invoke name="lookup">\n<parameter name="id">A-1</parameter>\n</invoke>',
    ],
    ['MiniMax', '<minimax:tool_call>\n<invoke name="lookup">\n<parameter name="id">A-1</parameter>'],
    ['GLM', '<tool_call>lookup\n<arg_key>id</arg_key>\n<arg_value>A-1</arg_value>\n</tool_call>'],
    [
      'DeepSeek',
      '<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>lookup\n```json\n{"id":"A-1"}\n```',
    ],
    ['DeepSeek, DSML', '<｜DSML｜function_calls>\n<｜DSML｜invoke name="lookup">'],
    [
      'Kimi',
      '<|tool_calls_section_begin|><|tool_call_begin|>functions.lookup:0<|tool_call_argument_begin|>{"id":"A-1"}',
    ],
    ['Harmony', '<|channel|>commentary to=functions.lookup <|constrain|>json<|message|>{"id":"A-1"}<|call|>'],
    ['Harmony, in pieces', 'commentary to=functions.lookup json {"id":"A-1"}'],
    ['Mistral', `[TOOL_CALLS] [${json}]`],
    ['Mistral, newer', '[TOOL_CALLS]lookup[ARGS]{"id": "A-1"}'],
    ['Gemini', '```tool_code\nprint(default_api.lookup(id="A-1"))\n```'],
    ['an object and nothing else', json],
    ['an object with parameters', '{"name": "lookup", "parameters": {"id": "A-1"}}'],
  ])('is known, and never told to the user: %s', (_name, markup) => {
    const unmade = { kind: 'written-as-text', tool: 'lookup' };
    expect(read(markup)).toEqual({ text: '', unmade });
    if (markup.startsWith('{')) return;
    expect(read(`Let me look that up.\n\n${markup}`)).toEqual({ text: 'Let me look that up.', unmade });
  });

  it('is known right behind a sentence', () => {
    expect(read(`I look.<tool_call>${json}</tool_call>`)).toMatchObject({ text: 'I look.' });
  });

  it('is taken out of the text beside calls, which stand', () => {
    const answer = read(`I look.\n<tool_call>${json}</tool_call>`, { calls: [{}] });
    expect(answer).toEqual({ text: 'I look.' });
  });

  it('is announced by an ending that speaks of calls and brings none', () => {
    expect(read('I look it up.', { announcesCalls: true })).toEqual({
      text: 'I look it up.',
      unmade: { kind: 'announced' },
    });
  });
});

describe('a text that speaks of calls', () => {
  it.each([
    [
      'quoted in a code block',
      `Models write this:\n\n\`\`\`xml\n<tool_call>\n${json}\n</tool_call>\n\`\`\`\n\nSee?`,
    ],
    ['quoted in a line', `The tag \`<tool_call>\` holds the name, here \`lookup\`.`],
    ['a word in a sentence', 'Write <tool_call> before the name lookup, and close it.'],
    ['of a tool that nobody has', '<tool_call>\n{"name": "get_weather", "arguments": {}}\n</tool_call>'],
    ['an object of another kind', '{"name": "lookup", "total": 4}'],
    ['a name that only begins alike', '<function=lookup_all>{}</function>'],
    ['a list in brackets', '[1] lookup tables are fast.'],
    ['an attribute', 'Send it by mail to=pay, please.'],
    ['an open code block', `\`\`\`\n<tool_call>${json}</tool_call>`],
  ])('is an answer: %s', (_name, text) => {
    expect(read(text)).toEqual({ text });
  });
});

describe('thoughts', () => {
  it.each([
    ['in think tags', '<think>\nPolicy lets me go to 40%.\n</think>\n\nYou get 10% off.'],
    ['in thought tags', '<thought>40%</thought>You get 10% off.'],
    ['in tags with a name in front', '<seed:think>40%</seed:think>\nYou get 10% off.'],
    ['before a closing tag alone', 'Policy lets me go to 40%.\n</think>\n\nYou get 10% off.'],
    ['before a closing tag that touches the answer', 'Policy lets me go to 40%.</think>You get 10% off.'],
    ['in two blocks', '<think>40%</think>\n<think>or less</think>\nYou get 10% off.'],
    ['behind the answer, never closed', 'You get 10% off.\n<think>\nHe may ask for 40%.'],
    ['that hold code', '<think>\n```\n</x>\n```\n40%\n</think>\nYou get 10% off.'],
    [
      'in a channel',
      '<|channel|>analysis<|message|>40%<|end|><|start|>assistant<|channel|>final<|message|>You get 10% off.<|return|>',
    ],
  ])('are not for the user: %s', (_name, text) => {
    expect(read(text)).toEqual({ text: 'You get 10% off.' });
  });

  it('that never end leave nothing to say', () => {
    expect(read('<think>\nPolicy lets me go to')).toEqual({ text: '' });
  });

  it('between parts of an answer leave both', () => {
    expect(read('One.\n<think>\nhm\n</think>\nTwo.')).toEqual({ text: 'One.\n\nTwo.' });
  });

  it('may hold a call that nobody means to make', () => {
    expect(read(`<think>\n<tool_call>${json}</tool_call>\n</think>\nDone.`)).toEqual({ text: 'Done.' });
  });

  it.each([
    ['quoted in a code block', 'The format:\n\n```\n<think>\nhm\n</think>\n```\n\nThat is all.'],
    ['quoted in a line', 'Close it with `</think>` and go on.'],
    ['in quotes', 'A model writes "</think>" before it answers.'],
    ['a word in a sentence', 'Put <think> before and </think> after it.'],
    ['no tag', 'I think so; 1 < 2.'],
  ])('are none where a text speaks of them: %s', (_name, text) => {
    expect(read(text)).toEqual({ text });
  });
});

it('a text of white space is none', () => {
  expect(read(' \n')).toEqual({ text: '' });
});
