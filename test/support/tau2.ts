import type { Json, JsonObject } from '../../src/core/values/json.ts';
import type { RetailWorldData } from '../../src/samples/retail/world-schema.ts';
import { missingShared, readSharedJson, readSharedJsonLines } from './shared-data.ts';
import type { WorldDifference } from './world-diff.ts';

/** One gold replay: a task's right calls with what each answered, and what the world had become. */
export interface GoldReplay {
  readonly task_id: string;
  readonly steps: readonly GoldStep[];
  readonly db_diff: readonly WorldDifference[];
}

export interface GoldStep {
  readonly name: string;
  readonly arguments: JsonObject;
  readonly output: string;
  readonly error: boolean;
  readonly changed_db: boolean;
}

/** One recorded conversation. It begins with the assistant's greeting. */
export interface RetailSimulation {
  readonly id: string;
  readonly task_id: string;
  readonly agent_llm: string;
  readonly termination_reason: string;
  readonly messages: readonly SimulationMessage[];
}

export type SimulationMessage =
  | { readonly role: 'user'; readonly content: string }
  | {
      readonly role: 'assistant';
      readonly content?: string;
      readonly tool_calls?: readonly SimulationCall[];
      readonly usage?: { readonly prompt_tokens: number; readonly completion_tokens: number };
    }
  | { readonly role: 'tool'; readonly id: string; readonly content: string; readonly error: boolean };

export interface SimulationCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: JsonObject;
}

/** A call of a recording with what it answered. */
export interface RecordedCall {
  readonly name: string;
  readonly arguments: JsonObject;
  readonly output: string;
  readonly error: boolean;
}

/** Why the τ² retail tests are skipped, or false when the material is there. */
export const missingTau2: string | false = missingShared('tau2/retail_db.json');

export function readRetailDb(): RetailWorldData {
  return readSharedJson('tau2/retail_db.json') as RetailWorldData;
}

export function readGoldReplays(): GoldReplay[] {
  return readSharedJsonLines<GoldReplay>('tau2/retail_gold_replay.jsonl');
}

export function readRetailSimulations(): RetailSimulation[] {
  return readSharedJsonLines<RetailSimulation>('tau2/retail_simulations.jsonl');
}

/** List a conversation's tool calls in the order in which they ran, each with its recorded answer. */
export function recordedCalls(simulation: RetailSimulation): RecordedCall[] {
  const open = new Map<string, SimulationCall>();
  const calls: RecordedCall[] = [];
  for (const message of simulation.messages) {
    if (message.role === 'assistant') for (const call of message.tool_calls ?? []) open.set(call.id, call);
    if (message.role !== 'tool') continue;
    const call = open.get(message.id);
    if (call === undefined) throw new Error(`simulation ${simulation.id} answers no call: ${message.id}`);
    calls.push({ name: call.name, arguments: call.arguments, output: message.content, error: message.error });
  }
  return calls;
}

/** Read a recorded output as data: JSON objects and lists as such, anything else as the text it is. */
export function recordedValue(output: string): Json {
  return /^[{[]/.test(output) ? (JSON.parse(output) as Json) : output;
}
