import { describe, expect, it } from 'vitest';
import { bundledConfig } from '../../src/agents/bundled-config.ts';

describe('bundledConfig', () => {
  it('has the two retail agents, alike but for their name, without touching the world', () => {
    const { agents } = bundledConfig({ world: 'sqlite:/nowhere/world.sqlite' });
    expect([...agents.keys()]).toEqual(['retail', 'retail-unattended']);
    const [attended, unattended] = [...agents.values()];
    expect(attended).toMatchObject({
      version: '1',
      model: 'anthropic:claude-sonnet-4-5',
      conversational: true,
      budget: { hardNanoUsd: 500_000_000 },
    });
    expect(attended?.tools.size).toBe(16);
    expect({ ...unattended, name: 'retail' }).toEqual(attended);
  });
});
