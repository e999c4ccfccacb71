import { filesFault, filesNotSent, withSentSizes } from '../attachments/read-files.ts';
import { boundedText } from '../values/bounded-text.ts';
import { fieldsOf } from '../values/fields-of.ts';
import { jsonBytes, utf8Bytes } from '../values/json.ts';
import { textBounds } from '../values/text-bounds.ts';
import { wellFormedJson } from '../values/well-formed-json.ts';
import { type AgentTask, maxGreetingBytes, maxInputBytes, maxTaskBytes } from './agent-task.ts';
import { unpackState } from './packed-state.ts';
import type { RunState } from './run-state.ts';

/** What a run was started with, as far as it could be read. */
export interface RunStart {
  readonly task: AgentTask;
  /** What an earlier part of the run handed over. */
  readonly carried?: RunState;
  /** Why nothing can be run with it: a sentence. */
  readonly fault?: string;
}

/**
 * Read the argument that an execution was started with: anybody may start one, with anything.
 *
 * Whatever is wrong with it is told as a fault, beside a task that names the run as far as its id does. `further`: the
 * arguments after it, which are the bytes of the task's files.
 *
 * @throws Error for a state of a later build, which such a build can go on from.
 */
export function readRunStart(input: unknown, workflowId: string, further: readonly unknown[] = []): RunStart {
  const { task, carried } = fieldsOf(input);
  const fault = taskFault(task);
  if (fault !== undefined) return { task: namedTask(task, workflowId), fault: notATask(fault) };
  const asked = wellFormedJson(task as AgentTask);
  if (carried === undefined) {
    const [missing] = filesNotSent(asked.attachments ?? [], withSentSizes(task, further));
    if (missing === undefined) return { task: asked };
    return {
      task: asked,
      fault: notATask(`the bytes of its file ${missing.name} do not follow it as a further argument`),
    };
  }
  const state = carriedState(carried);
  return state ? { task: asked, carried: state } : { task: asked, fault: notCarried };
}

/** Texts of a task that are there, by the bytes that they may have. */
const texts = {
  agent: textBounds.name.bytes,
  taskId: textBounds.name.bytes,
  startedBy: textBounds.name.bytes,
  input: maxInputBytes,
  greeting: maxGreetingBytes,
  model: textBounds.name.bytes,
} as const;
const optional: readonly string[] = ['input', 'greeting', 'model'];

/** What stands against working with a task at all; whether it can be served is for a worker to say. */
function taskFault(task: unknown): string | undefined {
  if (typeof task !== 'object' || task === null || Array.isArray(task)) return 'it holds no task';
  const fields = fieldsOf(task);
  for (const [field, maxBytes] of Object.entries(texts)) {
    const value = fields[field];
    if (value === undefined && optional.includes(field)) continue;
    if (typeof value !== 'string') return `task.${field} is not a text`;
    if (utf8Bytes(value) > maxBytes) return `task.${field} has more than the ${maxBytes} bytes allowed`;
  }
  const files = filesFault(fields['attachments']);
  if (files !== undefined) return `task.attachments ${files}`;
  if (fields['attachments'] !== undefined && fields['input'] === undefined)
    return 'task.attachments stand beside no task.input';
  return jsonBytes(task) > maxTaskBytes
    ? `its task has more than the ${maxTaskBytes} bytes allowed`
    : undefined;
}

function notATask(fault: string): string {
  return `What this run was started with is no agent task: ${fault}. Nothing was run; start it with one agent task as its argument.`;
}

const notCarried =
  'What the part of this run before handed over cannot be read. Nothing more was run; its effects stand in the history of that part.';

function carriedState(carried: unknown): RunState | undefined {
  let state: unknown;
  try {
    state = unpackState(carried as Parameters<typeof unpackState>[0]);
  } catch {
    return undefined;
  }
  const { schema, task, transcript, counters, workflowId } = fieldsOf(state);
  if (schema !== 'holdfast.run-state/v1') {
    if (typeof schema === 'string' && /^holdfast\.run-state\/v\d+$/.test(schema))
      throw new Error(
        `this run was handed over as ${schema}, which this build does not know: a later build goes on with it`,
      );
    return undefined;
  }
  const isWhole =
    typeof workflowId === 'string' &&
    taskFault(task) === undefined &&
    Array.isArray(fieldsOf(transcript)['messages']) &&
    typeof fieldsOf(counters)['modelCalls'] === 'number';
  return isWhole ? (state as RunState) : undefined;
}

/** Who it was meant for and by whom, where that can be told. */
function namedTask(task: unknown, workflowId: string): AgentTask {
  const fields = fieldsOf(task);
  const [, agent, taskId] = /^agent\/([^/]+)\/(.+)$/s.exec(workflowId) ?? [];
  const named = (value: unknown, other: string): string =>
    boundedText(typeof value === 'string' && value !== '' ? value : other, textBounds.name);
  return {
    agent: named(fields['agent'], agent ?? 'unknown'),
    taskId: named(fields['taskId'], taskId ?? workflowId),
    startedBy: named(fields['startedBy'], 'unknown'),
  };
}
