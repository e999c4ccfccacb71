import { z } from 'zod';
import {
  type ControlToolArguments,
  type ControlToolName,
  controlToolNames,
} from '../../core/calls/control-tools.ts';
import type { JsonObject } from '../../core/values/json.ts';

const confidence = z.number().min(0).max(1).exactOptional().describe('How sure you are, from 0 to 1.');

/** Input schemas of the control tools. They transform nothing: valid arguments stand in history as the model wrote them. */
export const controlToolSchemas: {
  readonly [Name in ControlToolName]: z.ZodType<ControlToolArguments[Name]>;
} = {
  update_plan: z.object({
    steps: z
      .array(
        z.object({
          title: z.string().min(1).max(200),
          risk: z.enum(['low', 'medium', 'high']),
          status: z.enum(['pending', 'in-progress', 'done']),
        }),
      )
      .max(50)
      .describe('The whole plan, in order; it replaces the one before.'),
  }),
  ask_user: z.object({ question: z.string().min(1).max(8_000) }),
  escalate: z.object({ reason: z.string().min(1).max(8_000), confidence }),
  finish: z.object({
    answer: z.string().min(1).max(64_000).describe('What the user gets to read.'),
    evidence: z.array(z.string().max(2_000)).max(50).exactOptional().describe('What the answer rests on.'),
    confidence,
  }),
};

const descriptions: Readonly<Record<ControlToolName, string>> = {
  update_plan: 'Write down or update your plan for this task, so that people can follow your progress.',
  ask_user: 'Ask the user a question that you need answered before you can go on, and wait for the answer.',
  escalate: 'Hand the task to a person because you cannot or must not go on. Say why.',
  finish: 'End the task with your answer. Nothing more happens afterwards.',
};

/** The control tools as the model gets them. */
export const controlToolSpecs: readonly {
  readonly name: ControlToolName;
  readonly description: string;
  readonly inputSchema: JsonObject;
}[] = controlToolNames.map((name) => {
  const { $schema: _, ...inputSchema } = JSON.parse(
    JSON.stringify(z.toJSONSchema(controlToolSchemas[name], { io: 'input' })),
  ) as JsonObject;
  return { name, description: descriptions[name], inputSchema };
});
