import { z } from 'zod';
import type { Agent } from '../../src/agents/agent.ts';
import { defineAgent } from '../../src/agents/define-agent.ts';
import { defineTool } from '../../src/tools/define/define-tool.ts';

/** A bank that loses the answer to every write, and what reached it. */
export interface LossyBank {
  readonly agent: Agent;
  /** Accounts whose books show what was credited; those of others show nothing. */
  readonly clear: Set<string>;
  /** Accounts whose books cannot be opened: the look itself fails. */
  readonly shut: Set<string>;
  readonly requests: string[];
}

/** Its agent `bank` has `credit` (with probe and undo), `pay` (with undo alone) and `wire` (with probe alone). */
export function lossyBank(): LossyBank {
  const clear = new Set<string>();
  const shut = new Set<string>();
  const requests: string[] = [];
  const input = z.object({ of: z.string() });
  const factsOf =
    (name: string) =>
    ({ of }: { of: string }) => ({ resources: [`account:${of}`], summary: `${name} ${of}` });
  const lost = async (): Promise<never> => {
    throw new Error('the answer was lost');
  };
  const unkeyed = { idempotency: 'none', timeout: '300ms', commitsWithin: '100ms' } as const;
  const credit = defineTool({
    name: 'credit',
    description: 'Credit an account.',
    input,
    output: z.object({ creditId: z.string() }),
    effect: 'compensable',
    ...unkeyed,
    facts: factsOf('credit'),
    execute: lost,
    probe: async ({ of }) => {
      if (shut.has(of)) throw new Error('the bank is closed');
      return clear.has(of) ? { kind: 'applied', output: { creditId: `cr-${of}` } } : { kind: 'unknown' };
    },
    undo: async ({ input: { of }, output }) => {
      clear.delete(of);
      requests.push(`DELETE /credits/${output?.creditId}`);
    },
  });
  const pay = defineTool({
    name: 'pay',
    description: 'Pay a bill.',
    input,
    output: z.object({ paid: z.boolean() }),
    effect: 'compensable',
    idempotency: 'keyed',
    retry: { maximumAttempts: 1 },
    facts: factsOf('pay'),
    execute: lost,
    undo: async () => {},
  });
  const wire = defineTool({
    name: 'wire',
    description: 'Wire money, for good.',
    input,
    output: z.object({ wired: z.boolean() }),
    effect: 'irreversible',
    ...unkeyed,
    facts: factsOf('wire'),
    execute: lost,
    probe: async () => ({ kind: 'unknown' }),
  });
  const agent = defineAgent({
    name: 'bank',
    instructions: 'Do as you are told.',
    model: 'anthropic:claude-sonnet-4-5',
    tools: [credit, pay, wire],
    rules: [{ name: 'wires go out', when: { tool: 'wire' }, then: 'allow' }],
  });
  return { agent, clear, shut, requests };
}
