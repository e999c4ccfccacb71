import { retailTools } from '../../src/agents/retail/retail-tools.ts';
import type { RetailWorld } from '../../src/agents/retail/world/retail-world.ts';
import type { Json, JsonObject } from '../../src/core/json.ts';
import type { Tool, ToolContext } from '../../src/tools/tool.ts';

export type ToolAnswer =
  | { readonly kind: 'output'; readonly output: Json }
  | { readonly kind: 'error'; readonly message: string };

/** Run one tool as the activity does: input and output through the schemas, post-condition checked, `ToolError` told. */
export async function runRetailTool(
  world: RetailWorld,
  name: string,
  args: JsonObject,
  key: string,
): Promise<ToolAnswer> {
  const tool = retailTool(world, name);
  const input = tool.input.parse(args);
  try {
    const output = tool.output.parse(await tool.execute(input, toolContext(key)));
    const wrong = tool.verify(output, input);
    if (wrong !== undefined) throw new Error(`${name}: ${wrong}`);
    return { kind: 'output', output: JSON.parse(JSON.stringify(output)) as Json };
  } catch (error) {
    if (error instanceof Error && error.name === 'ToolError')
      return { kind: 'error', message: error.message };
    throw error;
  }
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

function toolContext(idempotencyKey: string): ToolContext {
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  return { idempotencyKey, signal: new AbortController().signal, attempt: 1, log };
}
