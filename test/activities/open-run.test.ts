import { MockActivityEnvironment } from '@temporalio/testing';
import { describe, expect, it } from 'vitest';
import { createActivities } from '../../src/activities/create-activities.ts';
import { defineAgent } from '../../src/agents/define-agent.ts';
import type { ModelDefinition } from '../../src/agents/model-definition.ts';
import { defineConfig } from '../../src/config/define-config.ts';
import { asksNothing } from '../support/asks-nothing.ts';

function open(model: ModelDefinition): Promise<unknown> {
  const agent = defineAgent({ name: 'desk', instructions: 'Help.', tools: [], model });
  const note = (): void => {};
  const { openRun } = createActivities({
    config: defineConfig({
      agents: [agent],
      prices: { [model.id]: { usdPerMillionTokens: { input: 1, output: 4 } } },
    }),
    env: { OPENAI_API_KEY: 'k', OPENAI_BASE_URL: 'http://127.0.0.1:9' },
    ...asksNothing(),
    log: { debug: note, info: note, warn: note, error: note },
  });
  const task = { agent: 'desk', taskId: 't1', input: 'Go.', startedBy: 'ada' };
  return new MockActivityEnvironment({ attempt: 1 })
    .run(openRun as (input: object) => Promise<unknown>, { task })
    .catch((error: unknown) => error);
}

describe('opening a run', () => {
  it('refuses a setting that the model would not be sent, before any call', async () => {
    expect(await open({ id: 'openai:gpt-5', temperature: 0.2 })).toMatchObject({
      type: 'run.task-invalid',
      nonRetryable: true,
      message:
        'Agent desk cannot be run with openai:gpt-5: model.temperature is not sent to gpt-5, which does not take 0.2; leave it out.',
    });
  });

  it('keeps one that the model takes in the charter', async () => {
    expect(await open({ id: 'openai:gpt-4o', temperature: 0.2 })).toMatchObject({
      model: { id: 'openai:gpt-4o', temperature: 0.2 },
    });
  });
});
