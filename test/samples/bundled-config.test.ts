import { describe, expect, it } from 'vitest';
import { bundledConfig } from '../../src/samples/bundled-config.ts';

const { agents } = bundledConfig({ world: 'sqlite:/nowhere/world.sqlite' });

describe('bundledConfig', () => {
  it('has the two retail agents and notices, without touching the world', () => {
    expect([...agents.keys()]).toEqual(['retail', 'retail-unattended', 'notices']);
    expect(agents.get('retail')).toMatchObject({
      version: '1',
      model: 'anthropic:claude-sonnet-4-5',
      conversational: true,
      budget: { hardNanoUsd: 500_000_000 },
    });
    expect(agents.get('retail')?.tools.size).toBe(16);
  });

  it('has retail agents that differ in their name and rules alone', () => {
    const attended = agents.get('retail');
    expect({ ...agents.get('retail-unattended'), name: 'retail', rules: attended?.rules }).toEqual(attended);
  });

  it('asks for the five writes of retail that move money, each under a rule of its own', () => {
    expect(agents.get('retail')?.rules.map(({ name, when, then }) => [name, when.tool, then])).toEqual([
      ['cancellations ask', ['cancel_pending_order'], 'ask'],
      ['exchanges ask', ['exchange_delivered_order_items'], 'ask'],
      ['returns ask', ['return_delivered_order_items'], 'ask'],
      ['changes of items ask', ['modify_pending_order_items'], 'ask'],
      ['changes of payment ask', ['modify_pending_order_payment'], 'ask'],
    ]);
  });

  it('lets every write of retail-unattended go ahead by a rule that says so', () => {
    expect(agents.get('retail-unattended')?.rules).toEqual([
      { name: 'every write goes ahead', when: { effect: ['reversible', 'compensable'] }, then: 'allow' },
    ]);
  });

  it('gives notices one tool, which is irreversible, and no rule that would allow it unasked', () => {
    const notices = agents.get('notices');
    expect([...(notices?.tools.values() ?? [])].map(({ name, effect }) => [name, effect])).toEqual([
      ['send_notice', 'irreversible'],
    ]);
    expect(notices?.rules).toEqual([]);
  });
});
