import { afterEach, describe, expect, it } from 'vitest';
import { defineAgent } from '../../src/agents/define-agent.ts';
import { defineConfig } from '../../src/config/define-config.ts';
import { runAgent, type ScriptedModel, scriptedModel } from '../../src/testing/index.ts';
import { carefulWorld } from '../support/careful-agents.ts';
import { picture, sampleBytes } from '../support/sample-files.ts';
import { smallWorld } from '../support/small-agents.ts';

let model: ScriptedModel | undefined;
afterEach(async () => {
  await model?.stop();
  model = undefined;
});

const look = { toolCalls: [{ name: 'look', arguments: { of: 'x' } }] };

describe('runAgent', () => {
  it('gives back how the run ended, what it did, and what the model was sent', async () => {
    const { config, executions } = smallWorld();
    const change = { toolCalls: [{ name: 'change', arguments: { of: 'a/1' } }] };
    const result = await runAgent(config, 'desk', {
      script: { turns: [look, change, { text: 'Done.' }] },
      input: 'Go.',
    });
    expect(result.outcome).toEqual({ kind: 'answered', answer: 'Done.' });
    expect(result.effects).toMatchObject([{ tool: 'change', state: 'applied' }]);
    expect(result.trace.steps.map(({ kind }) => kind)).toEqual(['model', 'tool', 'model', 'tool', 'model']);
    expect(result.requests).toHaveLength(3);
    expect(result.requests[1]?.messages.at(-1)).toMatchObject({ role: 'tool', content: '{"found":"x"}' });
    expect(result.requests[0]?.body).toMatchObject({ model: 'claude-sonnet-4-5', max_tokens: 4096 });
    expect(result.meter).toMatchObject({
      requests: 3,
      answered: 3,
      outputTokens: result.run.totals.outputTokens,
    });
    expect(executions).toEqual(['look:x', 'change:a/1']);
  });

  it('plays each wire', async () => {
    const { config } = smallWorld();
    for (const name of ['openai:gpt-4.1', 'openai-chat:gpt-4.1', 'google:gemini-2.5-flash']) {
      const { outcome, requests } = await runAgent(config, 'desk', {
        script: [look, { text: 'Done.' }],
        input: 'Go.',
        model: name,
      });
      expect(outcome).toEqual({ kind: 'answered', answer: 'Done.' });
      expect(requests[1]?.messages.at(-1)?.content).toBe('{"found":"x"}');
    }
  });

  it('gives the run back as it waits where the test does not answer, and cancels it then', async () => {
    const { config, shelves } = carefulWorld();
    const script = [
      { toolCalls: [{ name: 'put', arguments: { shelf: 'A', thing: 'book' } }] },
      { text: 'Put.' },
    ];
    const asked = await runAgent(config, 'careful', { script, input: 'Go.' });
    expect(asked.outcome).toBeUndefined();
    expect(asked.run.state).toBe('awaiting-approval');
    expect(asked.approvals).toMatchObject([{ tool: 'put', state: 'open' }]);
    expect(shelves.size).toBe(0);

    const rejected = await runAgent(config, 'careful', {
      script,
      input: 'Go.',
      decide: () => ({ decision: 'reject', reason: 'The shelf is for plates.' }),
    });
    expect(rejected.outcome).toEqual({ kind: 'answered', answer: 'Put.' });
    expect(rejected.requests[1]?.messages.at(-1)?.content).toContain('The shelf is for plates.');
    expect(shelves.size).toBe(0);
  });

  it('gives the model files, with the task and with what the user says', async () => {
    const clerk = defineAgent({
      name: 'clerk',
      instructions: 'Look.',
      tools: [],
      conversational: true,
      model: { id: 'openai:gpt-4.1', boundTokens: { 'image/*': 2_000, 'application/pdf': 9_000 } },
    });
    const { outcome, requests, trace } = await runAgent(defineConfig({ agents: [clerk] }), 'clerk', {
      script: { turns: [{ text: 'One.' }, { text: 'Two.' }] },
      input: 'What is this?',
      attachments: [picture()],
      chat: true,
      replies: [
        { text: 'And this?', attachments: [{ name: 'a.pdf', data: sampleBytes('application/pdf') }] },
      ],
    });
    expect(outcome).toEqual({ kind: 'answered', answer: 'Two.' });
    expect(requests[1]?.messages.flatMap((one) => (one.role === 'user' ? one.files : []))).toMatchObject([
      { mediaType: 'image/png' },
      { mediaType: 'application/pdf' },
    ]);
    expect(trace.attachments?.map(({ name }) => name)).toEqual(['receipt.png', 'a.pdf']);
  });

  it('says what the user says, and ends a chat after it', async () => {
    const { config } = smallWorld();
    const { outcome, requests } = await runAgent(config, 'desk', {
      script: (request) => ({ text: `Heard ${request.messages.at(-1)?.content}` }),
      input: 'one',
      chat: true,
      replies: ['two', 'three'],
    });
    expect(outcome).toMatchObject({ kind: 'answered', answer: 'Heard three' });
    expect(requests).toHaveLength(3);
  });

  it('takes a model that is started already, and gives each run its own requests', async () => {
    const { config } = smallWorld();
    model = await scriptedModel([{ text: 'Done.' }], {
      faults: [{ fault: { kind: 'overloaded' }, next: 1 }],
      price: { input: 1, output: 4 },
    });
    const first = await runAgent(config, 'desk', { script: model, input: 'Go.' });
    const second = await runAgent(config, 'desk', { script: model, input: 'Go.' });
    expect([first, second].map(({ requests }) => requests.length)).toEqual([2, 1]);
    expect(model.meter()).toMatchObject({ requests: 3, refused: 1, answered: 2 });
    expect(model.meter().costNanoUsd).toBeGreaterThan(0);
  });

  it('refuses an agent that the configuration has not, and a script that cannot be played', async () => {
    const { config } = smallWorld();
    await expect(runAgent(config, 'nobody', { script: [{ text: 'x' }], input: 'Go.' })).rejects.toThrow(
      'The configuration has no agent nobody. It has: desk, marathon.',
    );
    await expect(runAgent(config, 'desk', { script: { turns: [] }, input: 'Go.' })).rejects.toThrow(
      'The script cannot be played: turns: holds no turn; give one at least.',
    );
  });

  it('ends with an error when the run gets no further in time', async () => {
    const { config } = smallWorld();
    const slow = runAgent(config, 'desk', {
      script: [{ text: 'Late.', delayMs: 60_000 }],
      input: 'Go.',
      timeoutMs: 1_000,
    });
    await expect(slow).rejects.toMatchObject({ code: 'wait_timeout' });
  });
});
