import { z } from 'zod';
import type { FilePart } from '../core/attachments/file-part.ts';
import { filesFault } from '../core/attachments/read-files.ts';
import { type AgentTask, maxGreetingBytes, maxInputBytes } from '../core/run/agent-task.ts';
import { utf8Bytes } from '../core/values/json.ts';
import { normaliseText } from '../core/values/normalise-text.ts';
import { describeIssues } from './describe-issues.ts';

const textOfAtMost = (maxBytes: number) =>
  z
    .string()
    .refine((text) => normaliseText(text).trim() !== '', 'is empty; give a text')
    .refine((text) => utf8Bytes(text) <= maxBytes, {
      error: ({ input }) =>
        `is ${utf8Bytes(input as string)} bytes long, more than the ${maxBytes} allowed; shorten it`,
    });
const wholeNumber = (max: number) =>
  z.int(`is not a whole number, 1 to ${max}`).min(1, `is below 1`).max(max, `is above ${max}`);

/** What may start a run. Caps keep every start well inside what a history event holds. */
const agentTaskSchema = z
  .strictObject({
    agent: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, 'is not the name of an agent'),
    taskId: z
      .string()
      .regex(
        /^[A-Za-z0-9][A-Za-z0-9._:@-]{0,199}$/,
        'may have letters, digits and . _ : @ - only, 1 to 200 of them, a letter or digit first',
      ),
    input: textOfAtMost(maxInputBytes).exactOptional(),
    attachments: z
      .custom<readonly FilePart[]>((value) => filesFault(value) === undefined, {
        error: ({ input }) => filesFault(input) ?? 'are no files',
      })
      .exactOptional(),
    chat: z.boolean().exactOptional(),
    greeting: textOfAtMost(maxGreetingBytes).exactOptional(),
    model: z
      .string()
      .min(1, 'is empty; write provider:model')
      .max(200, 'is longer than 200 characters')
      .exactOptional(),
    budgetNanoUsd: wholeNumber(Number.MAX_SAFE_INTEGER).exactOptional(),
    maxSteps: wholeNumber(100_000).exactOptional(),
    maxToolCalls: wholeNumber(100_000).exactOptional(),
    wallTimeMs: wholeNumber(31_536_000_000).exactOptional(),
    watched: z.boolean().exactOptional(),
    startedBy: textOfAtMost(200),
  })
  .refine(({ input, chat }) => input !== undefined || chat === true, {
    path: ['input'],
    error: "is missing; give the task's text, or start a chat",
  })
  .refine(({ input, attachments }) => input !== undefined || attachments === undefined, {
    path: ['attachments'],
    error: 'stand beside no text; give the task an input, or send them with a message',
  }) satisfies z.ZodType<AgentTask>;

export type AgentTaskCheck =
  | { readonly kind: 'ok'; readonly task: AgentTask }
  /** One line that names each field and what is wrong with it. */
  | { readonly kind: 'invalid'; readonly message: string };

/** Check what somebody asked for, with one line for people when it cannot be. Undefined fields count as absent. */
export function checkAgentTask(value: unknown): AgentTaskCheck {
  const { success, data, error } = agentTaskSchema.safeParse(withoutUndefined(value));
  if (success) return { kind: 'ok', task: data };
  return { kind: 'invalid', message: describeIssues(error.issues).join('; ') };
}

function withoutUndefined(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined));
}
