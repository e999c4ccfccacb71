import { describe, expect, it } from 'vitest';
import { runAgent } from '../../src/testing/run-agent.ts';

describe('runAgent', () => {
  it('refuses what defineConfig did not give, and says what it takes', async () => {
    const bare = { agents: [] } as never;
    await expect(runAgent(bare, 'a', { script: [{ text: 'Hi' }], input: 'Go.' })).rejects.toThrow(
      'runAgent takes what defineConfig({ agents: [ … ] }) gave',
    );
  });
});
