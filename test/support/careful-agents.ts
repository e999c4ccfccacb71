import { z } from 'zod';
import type { Agent } from '../../src/agents/agent.ts';
import { defineAgent } from '../../src/agents/define-agent.ts';
import { defineConfig, type HoldfastConfig } from '../../src/config/define-config.ts';
import type { Duration } from '../../src/core/values/duration.ts';
import { defineTool } from '../../src/tools/define/define-tool.ts';
import { PreconditionChanged, ToolError, TransientToolError } from '../../src/tools/errors/tool-error.ts';
import { UndoConflict } from '../../src/tools/errors/undo-conflict.ts';

/** Shelves with things on them, tools that change them, and what people and tools did. */
export interface CarefulWorld {
  readonly config: HoldfastConfig;
  readonly shelves: Map<string, string>;
  /** Every execution and undo, as `<tool>:<argument>`, attempts included. */
  readonly executions: string[];
  /** Letters that went out, in order. */
  readonly letters: string[];
  /** What stands in the way of undos of a shelf, until it is taken away. */
  readonly stuck: Set<string>;
  /** How often a shelf was put back. */
  readonly undone: string[];
  /** Keys under which shelves were changed, in order. */
  readonly committed: string[];
  /** Let what is held go on: a `parcel` that stands on its shelf already, a letter `held-…` that is still to go out. */
  release(): void;
}

/** How a letter fares is in its name: `lost-…` goes out and its answer is lost, `eaten-…` is lost on its way once, */
/** `blind-…` goes out and cannot be found, `sticky-…` stays out although its undo says otherwise. */
export function carefulWorld(): CarefulWorld {
  const shelves = new Map<string, string>();
  const executions: string[] = [];
  const letters: string[] = [];
  const stuck = new Set<string>();
  const undone: string[] = [];
  const committed: string[] = [];
  let held = Promise.withResolvers<void>();
  const keys = new Map<string, string>();
  const eaten = new Set<string>();
  const at = (shelf: string): string => shelves.get(shelf) ?? 'empty';

  const look = defineTool({
    name: 'look',
    description: 'Look at a shelf.',
    input: z.object({ shelf: z.string() }),
    output: z.object({ holds: z.string() }),
    effect: 'read',
    execute: async ({ shelf }) => {
      executions.push(`look:${shelf}`);
      return { holds: at(shelf) };
    },
  });
  const input = z.object({ shelf: z.string(), thing: z.string() });
  const put = defineTool({
    name: 'put',
    description: 'Put a thing on a shelf.',
    input,
    output: z.object({ was: z.string() }),
    effect: 'compensable',
    idempotency: 'keyed',
    retry: { maximumAttempts: 2, initialInterval: '50ms' },
    facts: ({ shelf, thing }) => ({
      resources: [`shelf:${shelf}`],
      summary: `put ${thing} on ${shelf}`,
      amountNanoUsd: thing.length * 1_000_000_000,
      ...(thing === 'pledge' ? { intent: `pledge ${shelf}` } : {}),
    }),
    prepare: async ({ shelf, thing }) => {
      if (thing === 'bomb') throw new ToolError('Bombs are not put on shelves.');
      const before = at(shelf);
      return { preview: `Put ${thing} on ${shelf}\nnow: ${before}`, before, precondition: before };
    },
    execute: async ({ shelf, thing }, { idempotencyKey, precondition }) => {
      executions.push(`put:${shelf}=${thing}`);
      const known = keys.get(idempotencyKey);
      if (known !== undefined) return { was: known };
      if (precondition !== undefined && at(shelf) !== precondition) {
        throw new PreconditionChanged(`${shelf} holds ${at(shelf)} now`);
      }
      const was = at(shelf);
      keys.set(idempotencyKey, was);
      committed.push(idempotencyKey);
      shelves.set(shelf, thing);
      if (thing === 'parcel') await held.promise;
      return { was };
    },
    undoConflict: async ({ input: { shelf, thing } }) =>
      at(shelf) === thing ? undefined : `${shelf} holds ${at(shelf)} now`,
    undo: async ({ input: { shelf, thing }, output: { was } }, { idempotencyKey, attempt }) => {
      executions.push(`put.undo:${shelf}`);
      if (keys.has(idempotencyKey)) return;
      if (thing === 'snail') await new Promise((resolve) => setTimeout(resolve, 1_500));
      if (thing === 'eel' && attempt === 1) throw new TransientToolError('it slipped');
      if (stuck.has(shelf)) throw new Error(`${shelf} is stuck`);
      if (at(shelf) !== thing) throw new UndoConflict(shelf, [`it holds ${at(shelf)}`]);
      keys.set(idempotencyKey, was);
      shelves.set(shelf, was);
      undone.push(shelf);
    },
  });
  const send = defineTool({
    name: 'send',
    description: 'Send a letter by a post that takes no key.',
    input: z.object({ letter: z.string() }),
    output: z.object({ sent: z.string() }),
    effect: 'compensable',
    idempotency: 'none',
    timeout: '200ms',
    commitsWithin: '1s',
    facts: ({ letter }) => ({ resources: [`letter:${letter}`], summary: `send ${letter}` }),
    execute: async ({ letter }) => {
      executions.push(`send:${letter}`);
      if (letter.startsWith('eaten-') && !eaten.has(letter)) {
        eaten.add(letter);
        throw new Error('the bag was lost');
      }
      if (letter.startsWith('held-')) await held.promise;
      letters.push(letter);
      if (/^(lost|blind)-/.test(letter)) throw new Error('no answer');
      return { sent: letter };
    },
    probe: async ({ letter }) => {
      if (letter.startsWith('blind-')) return { kind: 'unknown' };
      return letters.includes(letter) ? { kind: 'applied', output: { sent: letter } } : { kind: 'absent' };
    },
    undo: async ({ input: { letter } }) => {
      if (letter.startsWith('sticky-')) return;
      letters.splice(letters.indexOf(letter), 1);
    },
  });

  const agent = (
    name: string,
    rules: Agent['rules'] | object[],
    wallTime: Duration = '5m',
    caps: { readonly toolCalls?: number } = {},
  ): Agent =>
    defineAgent({
      name,
      version: '1',
      instructions: 'Do as you are told.',
      model: 'anthropic:claude-sonnet-4-5',
      conversational: true,
      tools: [look, put, send],
      rules: rules as never,
      budget: { usd: { hard: 5 }, wallTime, ...caps },
    });
  const asks = { name: 'putting asks', when: { tool: 'put' }, then: 'ask', approvers: 'keepers' };
  return {
    shelves,
    executions,
    letters,
    stuck,
    undone,
    committed,
    release: () => {
      held.resolve();
      held = Promise.withResolvers();
    },
    config: defineConfig({
      agents: [
        agent('careful', [
          asks,
          { name: 'dear things never', when: { tool: 'put', amountAboveUsd: 20 }, then: 'deny' },
        ]),
        agent('strict', [{ ...asks, selfApproval: false }]),
        agent('hasty', [{ ...asks, deadline: '3s' }]),
        agent('free', []),
        agent('brisk', [], '5s'),
        agent('sparing', [], '5m', { toolCalls: 2 }),
      ],
    }),
  };
}
