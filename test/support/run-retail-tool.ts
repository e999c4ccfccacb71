import type { CallFacts } from '../../src/core/calls/call-facts.ts';
import type { Json, JsonObject } from '../../src/core/values/json.ts';
import { retailTools } from '../../src/samples/retail/retail-tools.ts';
import type { RetailWorld } from '../../src/samples/retail/world/retail-world.ts';
import { callFactsSchema } from '../../src/tools/define/call-facts-schema.ts';
import type { Prepared, Tool, ToolContext } from '../../src/tools/define/tool.ts';

export type ToolAnswer =
  | { readonly kind: 'output'; readonly output: Json }
  | { readonly kind: 'error'; readonly message: string };

/**
 * Run one tool as the activity does: input and output through the schemas, post-condition checked, `ToolError` told.
 *
 * `precondition` is what `prepareRetailTool` found; any other error is thrown, `PreconditionChanged` too.
 */
export async function runRetailTool(
  world: RetailWorld,
  name: string,
  args: JsonObject,
  key: string,
  precondition?: Json,
): Promise<ToolAnswer> {
  const tool = retailTool(world, name);
  const input = tool.input.parse(args);
  try {
    const output = tool.output.parse(await tool.execute(input, toolContext(key, precondition)));
    const wrong = tool.verify(output, input);
    if (wrong !== undefined) throw new Error(`${name}: ${wrong}`);
    return { kind: 'output', output: JSON.parse(JSON.stringify(output)) as Json };
  } catch (error) {
    if (error instanceof Error && error.name === 'ToolError')
      return { kind: 'error', message: error.message };
    throw error;
  }
}

/** Prepare one call as the activity does; what it tells must fit the schema of facts. */
export async function prepareRetailTool(
  world: RetailWorld,
  name: string,
  args: JsonObject,
): Promise<Required<Pick<Prepared, 'preview' | 'precondition'>> & { facts: CallFacts }> {
  const tool = retailTool(world, name);
  const prepared = await tool.prepare?.(tool.input.parse(args), toolContext('prepare'));
  if (prepared?.precondition === undefined) throw new Error(`${name} prepares nothing`);
  const facts = callFactsSchema.parse(prepared.facts) as CallFacts;
  return { preview: prepared.preview, precondition: prepared.precondition, facts };
}

/** Ask one call's tool, by its key, whether it was applied. */
export async function probeRetailTool(world: RetailWorld, name: string, args: JsonObject, key: string) {
  const { probe } = retailTool(world, name);
  if (probe === undefined) throw new Error(`${name} has no probe`);
  return probe(args, toolContext(key));
}

/** Ask one call's tool, by its undo key, what stands in the way of undoing it. */
export async function retailUndoConflict(
  world: RetailWorld,
  name: string,
  args: JsonObject,
  undoKey: string,
) {
  const { undoConflict } = retailTool(world, name);
  if (undoConflict === undefined) throw new Error(`${name} has no undoConflict`);
  return undoConflict({ input: args, output: null }, toolContext(undoKey));
}

/** Undo one call by its undo key. */
export async function undoRetailTool(
  world: RetailWorld,
  name: string,
  args: JsonObject,
  output: Json,
  undoKey: string,
): Promise<void> {
  const { undo } = retailTool(world, name);
  if (undo === undefined) throw new Error(`${name} has no undo`);
  await undo({ input: args, output }, toolContext(undoKey));
}

const toolsOf = new WeakMap<RetailWorld, ReadonlyMap<string, Tool>>();

export function retailTool(world: RetailWorld, name: string): Tool {
  const tools = toolsOf.get(world) ?? new Map(retailTools(world).map((entry) => [entry.name, entry]));
  toolsOf.set(world, tools);
  const tool = tools.get(name);
  if (tool === undefined) throw new Error(`no tool ${name}`);
  return tool;
}

export function toolContext(idempotencyKey: string, precondition?: Json): ToolContext {
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const context = { idempotencyKey, signal: new AbortController().signal, attempt: 1, log };
  return precondition === undefined ? context : { ...context, precondition };
}
