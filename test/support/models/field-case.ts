import { readdirSync, readFileSync } from 'node:fs';
import type { ScriptedTurn } from '../../../src/scripted-provider/scripted-request.ts';
import { missingShared, readSharedJson, sharedPath } from '../shared-data.ts';
import type { FieldBench } from './field-bench.ts';
import { bigChars } from './field-world.ts';

const folder = 'field-models';

/** Why the collection cannot be played here, or false. */
export const missingFieldModels = missingShared(folder);

/** An entry of `answers`: a wire body, a status with its body, or words for who plays the file. */
export type FieldAnswer = Readonly<Record<string, unknown>>;

export interface FieldContext {
  readonly bench: FieldBench;
  readonly answers: readonly FieldAnswer[];
  readonly where: { readonly address: string; readonly namespace: string };
  /** The file as text. */
  readonly text: string;
  /** What waits by the clock waits for seconds, not for the minutes that the file says. */
  readonly hurried: boolean;
}

/** One file of the collection: how its answers are played, and what of its `right` did not come true. */
export interface FieldModelCase {
  readonly file: string;
  /** It waits by the clock. */
  readonly waits?: true;
  readonly judge: (context: FieldContext) => Promise<readonly string[]>;
}

/** Names of the files that lie there, without the reader's own. */
export function fieldModelFiles(): readonly string[] {
  return readdirSync(sharedPath(folder))
    .filter((name) => /^\d+-.*\.(json|ts)$/.test(name))
    .sort();
}

export function readFieldFile(file: string): Pick<FieldContext, 'answers' | 'text'> {
  const path = `${folder}/${file}`;
  const text = readFileSync(sharedPath(path), 'utf8');
  if (!file.endsWith('.json')) return { answers: [], text };
  const { answers = [] } = readSharedJson(path) as { answers?: readonly FieldAnswer[] };
  return { answers, text };
}

/** An answer as the file has it: a body under 200, or with its status. */
export function raw(answer: FieldAnswer | undefined): ScriptedTurn {
  if (answer === undefined) throw new Error('the file has no such answer');
  const { status, body } = answer as { status?: number; body?: object };
  return status !== undefined && body !== undefined ? { raw: { status, body } } : { raw: { body: answer } };
}

/** “Answer with plain text and a normal end”. */
export const plain: ScriptedTurn = {
  text: 'Done.',
  usage: { inputTokens: 100, outputTokens: 10 },
};

/** A call of `big`. Two of them, a turn each, pass 60,000 bytes together, and the older one can be left out. */
export const bigCall: ScriptedTurn = {
  toolCalls: [{ name: 'big', arguments: {} }],
  usage: { inputTokens: 100, outputTokens: 10 },
};
export const isBigAsked = (text: string): boolean => text.length >= 2 * bigChars;
