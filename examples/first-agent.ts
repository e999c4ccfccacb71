import { createHash } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defineAgent, defineConfig, defineTool } from 'holdfast';
import { z } from 'zod';

const folder = process.env.NOTES_FOLDER ?? 'notes';

/** Writes a note to a file. The key names the file, so that an attempt made again writes the same one. */
const addNote = defineTool({
  name: 'add_note',
  description: 'Keep a note as a file of its own. Returns the path of the file.',
  input: z.object({ text: z.string().min(1).max(2_000) }),
  output: z.object({ file: z.string() }),
  effect: 'reversible',
  idempotency: 'keyed',
  facts: ({ text }) => ({ resources: ['folder:notes'], summary: `note "${text.slice(0, 40)}"` }),
  prepare: async ({ text }) => ({ preview: `Keep the note "${text}"\nundo  deletes its file` }),
  execute: async ({ text }, { idempotencyKey }) => {
    const name = createHash('sha256').update(idempotencyKey).digest('hex').slice(0, 12);
    const file = join(folder, `${name}.txt`);
    await mkdir(folder, { recursive: true });
    await writeFile(file, `${text}\n`);
    return { file };
  },
  undo: ({ output }) => rm(output.file, { force: true }),
});

const notes = defineAgent({
  name: 'notes',
  version: '1',
  instructions:
    'You keep notes. Write one note for each thing the user wants to remember, then say what you kept.',
  tools: [addNote],
  model: 'anthropic:claude-sonnet-4-5',
  rules: [{ name: 'notes ask', when: { tool: 'add_note' }, then: 'ask', deadline: '1h' }],
  budget: { usd: { hard: 0.1 }, steps: 20 },
});

export default defineConfig({ agents: [notes] });
