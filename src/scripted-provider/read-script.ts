import { z } from 'zod';
import { describeIssues } from '../reports/describe-issues.ts';
import { playTurns } from './play-turns.ts';
import { scriptWords } from './script-words.ts';
import { type Script, type ScriptedTurn, scriptedFinishes } from './scripted-request.ts';

/** A script as its author writes it: the turns in their order, alone or as `{ turns: […] }`, or a function of the request. */
export type ScriptSource = readonly ScriptedTurn[] | { readonly turns: readonly ScriptedTurn[] } | Script;

const maxTurns = 10_000;
const maxDelayMs = 3_600_000;
/** How long something may be waited for. */
export const waitSchema = z.number().min(0, 'is below 0').max(maxDelayMs, `is above ${maxDelayMs}`);

const count = z
  .int({ error: ({ input }) => (input === undefined ? 'is missing' : 'is not a whole number') })
  .min(0, 'is below 0');
const object = z.record(z.string(), z.unknown());
/** Fields of which a turn has one at least; one misspelt is told as such. */
const speaking = ['text', 'toolCalls', 'finish', 'reasoning', 'raw'] as const;

function saysSomething(turn: object): boolean {
  return speaking.some((field) => field in turn);
}

/** What one turn may hold. */
export const turnSchema = z
  .strictObject({
    text: z.string().optional(),
    toolCalls: z
      .array(
        z.strictObject({
          id: z.string().optional(),
          name: z.string(),
          arguments: z.union([z.string(), object]),
        }),
      )
      .optional(),
    usage: z
      .union([
        z.literal('missing'),
        z.strictObject({ inputTokens: count, outputTokens: count, cachedInputTokens: count.optional() }),
      ])
      .optional(),
    delayMs: waitSchema.optional(),
    finish: z.enum(scriptedFinishes).optional(),
    reasoning: z
      .array(z.strictObject({ text: z.string().optional(), signature: z.string().optional() }))
      .optional(),
    raw: z
      .strictObject({
        status: z.int('is not a status').min(200, 'is below 200').max(599, 'is above 599').optional(),
        headers: z.record(z.string(), z.string()).optional(),
        body: z.union([z.string(), object]),
      })
      .optional(),
  })
  .refine(saysSomething, {
    error: `says nothing; give one of ${speaking.join(', ')} (an empty answer is text: "")`,
  });

const turnsSchema = z
  .array(turnSchema)
  .min(1, 'holds no turn; give one at least')
  .max(maxTurns, `holds more than ${maxTurns} turns`);
const scriptSchema = z.strictObject({ turns: turnsSchema });

export type ReadScript =
  | { readonly kind: 'script'; readonly script: Script }
  /** What is wrong, each with where: `turns[2].toolCalls[0].name: …`. At most ten, and a count of the rest. */
  | { readonly kind: 'invalid'; readonly mistakes: readonly string[] };

/** Make a script of what somebody wrote, or say what keeps it from being one. Never throws. */
export function readScript(source: unknown): ReadScript {
  if (typeof source === 'function') return { kind: 'script', script: source as Script };
  const given = Array.isArray(source) ? { turns: source } : source;
  if (typeof given !== 'object' || given === null) {
    return {
      kind: 'invalid',
      mistakes: ['it is no script; give { turns: [ … ] } or a function of the request'],
    };
  }
  const { success, error } = scriptSchema.safeParse(given, { error: scriptWords });
  if (!success) return { kind: 'invalid', mistakes: describeIssues(error.issues) };
  return { kind: 'script', script: playTurns((given as { turns: ScriptedTurn[] }).turns) };
}

/**
 * Hold what a script's function gave against what a turn is.
 *
 * @throws Error that says what is wrong with it.
 */
export function requireTurn(turn: unknown): ScriptedTurn {
  const { success, error } = turnSchema.safeParse(turn, { error: scriptWords });
  if (success) return turn as ScriptedTurn;
  throw new Error(`it gave what is no turn: ${describeIssues(error.issues, 3).join('; ')}`);
}
