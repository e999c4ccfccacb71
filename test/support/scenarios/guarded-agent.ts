import { z } from 'zod';
import type { Agent } from '../../../src/agents/agent.ts';
import { defineAgent } from '../../../src/agents/define-agent.ts';
import { defineTool } from '../../../src/tools/define/define-tool.ts';
import { PreconditionChanged, ToolError } from '../../../src/tools/errors/tool-error.ts';
import { UndoConflict } from '../../../src/tools/errors/undo-conflict.ts';

const input = z.object({ of: z.string() });
const output = z.object({ found: z.string() });
const facts = ({ of }: { of: string }) => ({ resources: [`thing:${of}`], summary: `handle ${of}` });

/** An agent whose `move` asks first and whose `post` loses its answers; what they act on says how they behave. */
export function guardedAgent(): Agent {
  const posted = new Set<string>();
  const move = defineTool({
    name: 'move',
    description: 'Move something, once a person agrees.',
    input,
    output,
    effect: 'compensable',
    idempotency: 'keyed',
    facts,
    prepare: async ({ of }) => {
      if (of === 'gone') throw new ToolError('There is no gone.');
      if (of === 'broken') throw new TypeError('it fell apart');
      return { preview: `Moves ${of}.`, before: { at: of }, precondition: { at: of } };
    },
    execute: async ({ of }) => {
      if (of === 'shifted') throw new PreconditionChanged('shifted is elsewhere by now.');
      return { found: of };
    },
    undo: async ({ input: { of } }) => {
      if (of === 'welded') throw new TypeError('it fell apart');
      if (of === 'stuck') throw new UndoConflict(of, ['it was moved again']);
    },
    undoConflict: async ({ input: { of } }) => (of === 'stuck' ? 'it was moved again' : undefined),
  });
  const post = defineTool({
    name: 'post',
    description: 'Post something to a service that takes no key.',
    input,
    output,
    effect: 'compensable',
    idempotency: 'none',
    timeout: '300ms',
    commitsWithin: '1s',
    facts,
    execute: async ({ of }, { idempotencyKey }) => {
      if (of === 'second' && posted.has(idempotencyKey)) return { found: of };
      posted.add(idempotencyKey);
      throw new Error('the answer was lost');
    },
    probe: async ({ of }) => {
      if (of === 'blind') throw new Error('the service shows nothing');
      return { kind: of === 'second' ? 'absent' : 'unknown' };
    },
    undo: async () => {},
  });
  return defineAgent({
    name: 'guarded',
    conversational: true,
    instructions: 'Do as you are told.',
    model: 'anthropic:claude-sonnet-4-5',
    tools: [move, post],
    rules: [
      { name: 'soon', when: { resource: 'thing:soon' }, then: 'ask', deadline: '2s' },
      { name: 'moves ask', when: { tool: 'move' }, then: 'ask' },
    ],
  });
}
