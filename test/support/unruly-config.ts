import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { defineAgent } from '../../src/agents/define-agent.ts';
import { defineConfig } from '../../src/config/define-config.ts';
import { defineTool } from '../../src/tools/define/define-tool.ts';

// As packages do that a configuration imports.
console.log('a line that a configuration prints');

const shape = { input: z.object({ ms: z.number() }), output: z.object({ attempt: z.number() }) };

/** Leaves something behind that fails, and answers later. */
const stray = defineTool({
  ...shape,
  name: 'stray',
  description: 'Start something, do not wait for it.',
  effect: 'read',
  execute: async ({ ms }, { attempt }) => {
    void sleep(50).then(() => {
      throw new Error('nobody awaits this');
    });
    setTimeout(() => {
      throw new Error('nobody catches this');
    }, 100);
    await sleep(ms);
    return { attempt };
  },
});

const linger = defineTool({
  ...shape,
  name: 'linger',
  description: 'Take a while.',
  effect: 'read',
  execute: async ({ ms }, { attempt, signal }) => {
    await sleep(attempt === 1 ? ms : 0, undefined, { signal });
    return { attempt };
  },
});

/** Keeps the event loop of its process. */
const hog = defineTool({
  ...shape,
  name: 'hog',
  description: 'Reckon, and let nothing else go on.',
  effect: 'read',
  execute: async ({ ms }, { attempt }) => {
    await sleep(500);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
    return { attempt };
  },
});

const leave = defineTool({
  ...shape,
  name: 'leave',
  description: 'End the process at the first attempt.',
  effect: 'read',
  execute: async (_input, { attempt }) => {
    if (attempt === 1) process.exit(3);
    return { attempt };
  },
});

/** What worker processes serve that are to live with tools like these. */
export default defineConfig({
  agents: [
    defineAgent({
      name: 'unruly',
      instructions: 'Do as you are told.',
      model: 'anthropic:claude-sonnet-4-5',
      tools: [stray, linger, hog, leave],
    }),
  ],
});
