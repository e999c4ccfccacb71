import type { z } from 'zod';
import type { CallFacts } from '../../core/calls/call-facts.ts';
import { digestOf } from '../../core/values/digest.ts';
import { parseDuration } from '../../core/values/duration.ts';
import { given } from '../../core/values/given.ts';
import { describeIssues } from '../../reports/describe-issues.ts';
import { callFactsSchema } from './call-facts-schema.ts';
import { DefinitionError } from './definition-error.ts';
import { takesItsOutput } from './schema-output.ts';
import type { Tool, ToolContext, ToolDefinition, UndoneEffect } from './tool.ts';
import { toolJsonSchema } from './tool-json-schema.ts';
import { toolMistakes } from './tool-mistakes.ts';
import { toolRetryRule, toolTimeoutMs } from './tool-policy.ts';

/**
 * Check a tool's definition and make the tool of it.
 *
 * `execute`, `verify`, `facts`, `probe` and `undo` get their types from the two schemas. Defaults: 30 s for one
 * attempt, 5 s with `local`; five attempts, 200 ms apart at first, doubling to at most 10 s; one attempt when
 * `idempotency` is `none`.
 *
 * @throws DefinitionError with every mistake of the definition at once.
 */
export function defineTool<I extends z.ZodType, O extends z.ZodType>(definition: ToolDefinition<I, O>): Tool {
  const mistakes = toolMistakes(definition);
  if (mistakes.length > 0) throw new DefinitionError(toolSubject(definition), mistakes);
  const {
    name,
    description,
    input,
    output,
    effect,
    facts,
    execute,
    verify,
    probe,
    undo,
    prepare,
    undoConflict,
    local = false,
  } = definition;
  const idempotency = definition.idempotency ?? 'keyed';
  const commitsWithinMs =
    definition.commitsWithin === undefined ? undefined : parseDuration(definition.commitsWithin);
  return Object.freeze<Tool>({
    name,
    description,
    input,
    takesItsOutput: takesItsOutput(input),
    output,
    effect,
    idempotency,
    timeoutMs: toolTimeoutMs(definition.timeout, local),
    ...given({ commitsWithinMs }),
    retry: toolRetryRule(definition.retry, idempotency),
    local,
    tellsFacts: facts !== undefined,
    facts: (value: unknown) => checkFacts(facts ? facts(value as z.output<I>) : {}),
    execute: async (value: unknown, context: ToolContext) => execute(value as z.output<I>, context),
    verify: (result: unknown, value: unknown) => verify?.(result as z.output<O>, value as z.output<I>),
    ...(probe && {
      probe: async (value: unknown, context: ToolContext) => probe(value as z.output<I>, context),
    }),
    trust: definition.trust ?? 'untrusted',
    digest: digestOf({
      name,
      description,
      input: toolJsonSchema(input),
      effect,
      idempotency,
      ...given({ commitsWithinMs }),
    }),
    ...(prepare && {
      prepare: async (value: unknown, context: ToolContext) => prepare(value as z.output<I>, context),
    }),
    ...(undo && {
      undo: async (done: UndoneEffect<unknown, unknown>, context: ToolContext) =>
        undo(done as UndoneEffect<z.output<I>, z.output<O>>, context),
    }),
    ...(undoConflict && {
      undoConflict: async (done: UndoneEffect<unknown, unknown>, context: ToolContext) =>
        undoConflict(done as UndoneEffect<z.output<I>, z.output<O>>, context),
    }),
  });
}

function toolSubject(definition: unknown): string {
  const name = (definition as { name?: unknown } | null | undefined)?.name;
  return typeof name === 'string' && name !== '' ? `tool ${JSON.stringify(name)}` : 'a tool without a name';
}

/** @throws Error that names each fact of the wrong shape. */
function checkFacts(told: unknown): CallFacts {
  if (told instanceof Promise)
    throw new Error('facts answered a promise; facts come from the arguments alone');
  const { success, data, error } = callFactsSchema.safeParse(told);
  if (!success) throw new Error(describeIssues(error.issues).join('; '));
  return data as CallFacts;
}
