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
    ['an object with other names', '{"tool": "lookup", "args": {"id": "A-1"}}'],
    ['an object with an action', '{"action": "lookup", "action_input": {"id": "A-1"}}'],
    ['an object of a block', '{"type": "tool_use", "id": "t1", "name": "lookup", "input": {"id": "A-1"}}'],
    ['an object with its kind', '{"type": "function", "function": {"name": "lookup", "arguments": "{}"}}'],
    ['objects on lines of their own', `${json}\n${json}`],
    ['a list', `[${json}]`],
    ['a list in an object', `{"tool_calls": [${json}]}`],
    [
      'several at once',
      '{"tool_uses": [{"recipient_name": "functions.lookup", "parameters": {"id": "A-1"}}]}',
    ],
    [
      'several at once, addressed',
      'to=multi_tool_use.parallel {"tool_uses":[{"recipient_name":"functions.lookup"}]}',
    ],
    ['a fence', `\`\`\`json\n${json}\n\`\`\``],
    ['a list in a fence', `\`\`\`\n[${json}]\n\`\`\``],
    ['Llama, as a list of calls', '[lookup(id="A-1")]'],
    ['Llama, two calls', '[lookup(id="A-1"), pay(amount=1)]'],
    ['a space of functions', 'functions.lookup({"id": "A-1"})'],
    ['a space of functions, over lines', 'functions.lookup({\n  "id": "A-1"\n})'],
    ['printed', 'print(default_api.lookup(id="A-1"))'],
    ['ReAct', 'Action: lookup\nAction Input: {"id": "A-1"}'],
    [
      'ReAct, with what it imagines',
      'Action: lookup\nAction Input: {"id": "A-1"}\nObservation: it was shipped',
    ],
    ['ReAct, in bold', '**Action:** lookup\n**Action Input:** {"id": "A-1"}'],
    ['ReAct, on one line', 'Action: lookup[A-1]'],
    ['Nemotron', `<TOOLCALL>[${json}]</TOOLCALL>`],
    ['Glaive', `<functioncall> ${json}`],
    [
      'Cohere',
      '<|START_ACTION|>[{"tool_call_id": "0", "tool_name": "lookup", "parameters": {}}]<|END_ACTION|>',
    ],
    ['LFM', '<|tool_call_start|>[lookup(id="A-1")]<|tool_call_end|>'],
    ['InternLM', `<|action_start|><|plugin|>${json}<|action_end|>`],
    ['Gemma', '<start_function_call>call:lookup{id:<escape>A-1<escape>}<end_function_call>'],
    ['LM Studio', `[TOOL_REQUEST]${json}[END_TOOL_REQUEST]`],
    ['Qwen-Agent', '✿FUNCTION✿: lookup\n✿ARGS✿: {"id": "A-1"}'],
    ['as HTML writes it', `&lt;tool_call&gt;\n${json}\n&lt;/tool_call&gt;`],
    ['an attribute, as HTML writes it', '&lt;function=lookup&gt;{"id": "A-1"}&lt;/function&gt;'],
    ['with an end token', `${json}<|im_end|>`],
  ])('is known, and never told to the user: %s', (_name, markup) => {
    const unmade = { kind: 'written-as-text', tool: 'lookup' };
    expect(read(markup)).toEqual({ text: '', unmade });
    expect(read(`Let me look that up.\n\n${markup}`)).toEqual({ text: 'Let me look that up.', unmade });
  });

  it('is known right behind a sentence', () => {
    expect(read(`I look.<tool_call>${json}</tool_call>`)).toMatchObject({ text: 'I look.' });
  });

  it.each([
    ['an object', `I look that up. ${json}`, 'I look that up.'],
    [
      'an object that a sentence announces',
      `I will call it with this JSON:\n${json}`,
      'I will call it with this JSON:',
    ],
    ['a fence that a sentence announces', `Let me check.\n\`\`\`json\n${json}\n\`\`\``, 'Let me check.'],
    [
      'what will be written',
      `I'll write the note that you asked for.\n${json}`,
      "I'll write the note that you asked for.",
    ],
    ['what is looked at', `Let me check the template.\n${json}`, 'Let me check the template.'],
    ['a thought of ReAct', 'Thought: I need the order.\nAction: lookup\nAction Input: {}', ''],
    ['a bare expression', 'lookup(id="A-1")', ''],
    ['a list behind a sentence', `One moment.\n[${json}]`, 'One moment.'],
  ])('is known behind a sentence or without one: %s', (_name, markup, text) => {
    expect(read(markup)).toEqual({ text, unmade: { kind: 'written-as-text', tool: 'lookup' } });
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
    ['what a user asked for as JSON', `Here is the JSON that you asked for:\n${json}`],
    ['what a user asked for, promised', `I will give you the JSON of such a call:\n${json}`],
    ['what is explained', `Let me show you the format of a call:\n\n\`\`\`json\n${json}\n\`\`\``],
    ['what was requested', `The object, as requested:\n${json}`],
    ['an example in a fence', `A call looks like this:\n\n\`\`\`json\n${json}\n\`\`\``],
    [
      'an example in a fence, without a word for it',
      `The parts of the request:\n\n\`\`\`json\n${json}\n\`\`\``,
    ],
    ['an example before an end', `For example:\n${json}\nThat is all of it.`],
    [
      'a tool as it is defined',
      '{"name": "lookup", "parameters": {"type": "object", "properties": {"id": {"type": "string"}}}}',
    ],
    ['a tool with its description', '{"name": "lookup", "description": "Looks up.", "parameters": {}}'],
    ['data that names a tool', '[{"name": "pay", "input": "card", "total": 4}]'],
    ['data of which a part looks like a call', `[${json}, {"total": 4}]`],
    ['a result', '{"name": "lookup", "arguments": {"id": "A-1"}, "result": {"status": "sent"}}'],
    ['a list with links', '[lookup](https://example.com/lookup)'],
    ['code in a line', 'Call `lookup(id="A-1")` to see it.'],
    ['code in a block', 'Call it like so:\n\n```python\nfunctions.lookup(id="A-1")\n```'],
    ['an expression that ends a sentence', 'The order was found with\nlookup(id="A-1")'],
    ['an action of people', 'Action: lookup the order, then pay.\nOwner: Ann'],
    ['a protocol in a block', 'The format:\n\n```\nAction: lookup\nAction Input: {}\n```'],
    ['a protocol that is shown', 'Agents write, for example:\nAction: lookup\nAction Input: {}'],
    ['a tag as HTML writes it', 'Write &lt;tool_call&gt; before lookup, and close it.'],
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
    ['in channels without their marks', 'analysisWe may go to 40%.assistantfinalYou get 10% off.'],
    ['in the brackets of Mistral', '[THINK]40%[/THINK]You get 10% off.'],
    ['in the wedges of Kimi', '◁think▷40%◁/think▷You get 10% off.'],
    ['in tags of Anthropic', '<antThinking>40%</antThinking>\nYou get 10% off.'],
    ['in tags with a space of names', '<thinking>40%</thinking>\nYou get 10% off.'],
    [
      'in the tokens of Cohere',
      '<|START_THINKING|>40%<|END_THINKING|><|START_RESPONSE|>You get 10% off.<|END_RESPONSE|>',
    ],
    [
      'in the tokens of others',
      '<|begin_of_thought|>40%<|end_of_thought|><|begin_of_solution|>You get 10% off.<|end_of_solution|>',
    ],
    ['in a channel of Gemma', '<|channel>thought\n40%<channel|>You get 10% off.'],
    ['in tags of reflection', '<reflection>40%</reflection>\nYou get 10% off.'],
    ['in tags of analysis', '<analysis>\n40%\n</analysis>\n\nYou get 10% off.'],
    ['in tags of a process', '<thinking_process>40%</thinking_process>\nYou get 10% off.'],
    ['in a monologue', '<inner_monologue>40%</inner_monologue>\nYou get 10% off.'],
    ['in tags with bars', '<|think|>40%<|/think|>You get 10% off.'],
    ['as HTML writes it', '&lt;think&gt;40%&lt;/think&gt;You get 10% off.'],
    ['in tags within tags', '<think>a <think>b</think> 40%</think>You get 10% off.'],
    [
      'in tags within tags, on lines',
      '<think>\na\n<think>\nb\n</think>\nc\n<think>\nd\n</think>\n40%\n</think>\nYou get 10% off.',
    ],
    ['in tags that speak of tags', '<think>\nI put\n<think> first, up to 40%.\n</think>\nYou get 10% off.'],
    ['in tags that are closed by another name', '<think>40%</thinking>You get 10% off.'],
    ['before an answer in tags', '<think>40%</think>\n<answer>You get 10% off.</answer>'],
    [
      'said in words, as Granite does',
      'Here is my thought process:\n40%\nHere is my response:\nYou get 10% off.',
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
    ['in code that ends a text', 'It writes `<think>40%</think>`'],
    ['a word in a sentence, in brackets', 'Put [THINK] before and [/THINK] after it.'],
    ['a note that begins a line', '[Reasoning] The total is 40.\n[Result] Yes.'],
    ['a document with an analysis', '<analysis>\n40 orders.\n</analysis>'],
    [
      'a document that goes on with one',
      '<summary>Fine.</summary>\n<analysis>40 orders.</analysis>\n<end>x</end>',
    ],
    ['a document that holds one', '<report><analysis>40 orders.</analysis><sum>4</sum></report>'],
    ['a word of its own', 'analysis of 40 orders: fine.'],
    ['no tag', 'I think so; 1 < 2.'],
  ])('are none where a text speaks of them: %s', (_name, text) => {
    expect(read(text)).toEqual({ text });
  });
});

it('a text of white space is none', () => {
  expect(read(' \n')).toEqual({ text: '' });
});

describe('tokens that end a turn', () => {
  it.each([
    ['<|im_end|>'],
    ['</s>'],
    ['<|eot_id|>'],
    ['<|end|>'],
    ['<|endoftext|>\n'],
    ['<end_of_turn>\n<eos>'],
    ['<｜end▁of▁sentence｜>'],
    ['<|im_end|>\n<|im_start|>user\nAnd 40%?<|im_end|>'],
  ])('are not for the user: %j', (token) => {
    expect(read(`You get 10% off.${token}`)).toEqual({ text: 'You get 10% off.' });
  });

  it('are not for the user where one begins', () => {
    expect(read('<|im_start|>assistant\nYou get 10% off.<|im_end|>')).toEqual({ text: 'You get 10% off.' });
  });

  it.each([
    ['in code', 'ChatML closes with `<|im_end|>`'],
    ['in a block', '```\nHi<|im_end|>\n<|im_start|>user\n```'],
    ['as a word of a sentence', 'The token is </s>'],
    ['in the middle', 'Between </s> and <s> stands nothing.'],
    ['what is struck through', '<s>40%</s>'],
  ])('are part of a text that speaks of them: %s', (_name, text) => {
    expect(read(text)).toEqual({ text });
  });
});

describe('a text of four times the length', () => {
  const fills: readonly (readonly [string, (length: number) => string])[] = [
    ['blanks behind a mark', (length) => `<${' '.repeat(length)}x`],
    ['line breaks behind a mark', (length) => `[${'\n'.repeat(length)}x`],
    ['blanks before what is no address', (length) => `\`${' '.repeat(length)}to`],
    ['opening tags', (length) => '<think>\n'.repeat(length / 8)],
    ['opening tags of many names', (length) => '<think>\n<thought>\n<cot>\n'.repeat(length / 24)],
    ['opening tags that one closes', (length) => `${'<think>\n'.repeat(length / 8)}</think>x`],
    ['blocks', (length) => '<think>a</think>\n'.repeat(length / 17)],
    ['closing tags', (length) => '</think>'.repeat(length / 8)],
    ['vague tags', (length) => '<analysis>\n'.repeat(length / 11)],
    ['code', (length) => `<think>x</think>${'`a` '.repeat(length / 4)}`],
    ['fences and tags', (length) => '```\n<think>\n```\n</think>\n'.repeat(length / 25)],
    ['marks', (length) => '<'.repeat(length)],
    ['marks of calls', (length) => '<tool_call>'.repeat(length / 11)],
    ['addresses', (length) => ' to=x'.repeat(length / 5)],
    ['brackets', (length) => `${'{\n'.repeat(length / 2)}}`],
    ['objects', (length) => '{"a":1}\n'.repeat(length / 8)],
    ['expressions', (length) => `${'[lookup(\n'.repeat(length / 9)})`],
    ['lines of a protocol', (length) => 'Action: lookup\n'.repeat(length / 15)],
    ['end tokens', (length) => `x${'</s>'.repeat(length / 4)}`],
    ['beginnings of turns', (length) => '<|im_start|>'.repeat(length / 12)],
    ['channels', (length) => '<|channel|>final'.repeat(length / 16)],
  ];

  it.each(fills)('takes at most about four times as long: %s', (_name, fill) => {
    const once = fill(64_000);
    const fourfold = fill(256_000);
    // What is too short to be measured is no trouble; a product of lengths takes minutes here.
    expect(readingMs(fourfold)).toBeLessThan(5 * readingMs(once) + 100);
  });

  /** Time on a processor, which others on this machine do not lengthen; the shortest of several. */
  function readingMs(text: string): number {
    return Math.min(
      ...Array.from({ length: 3 }, () => {
        const start = process.cpuUsage();
        read(text);
        return process.cpuUsage(start).user / 1_000;
      }),
    );
  }
});
