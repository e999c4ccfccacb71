import type { z } from 'zod';
import { controlToolNames } from '../../core/calls/control-tools.ts';
import { ownActivityTypes, toolActivityEndings } from '../../core/commands/activities.ts';
import { formatDuration, parseDuration } from '../../core/values/duration.ts';
import { isFields } from '../../core/values/fields-of.ts';
import { outputTrouble } from './schema-output.ts';
import { toolJsonSchema } from './tool-json-schema.ts';
import { policyBounds } from './tool-policy.ts';
import { unknownFieldMistakes } from './unknown-fields.ts';

const fields = {
  known: [
    'name',
    'description',
    'input',
    'output',
    'effect',
    'idempotency',
    'facts',
    'timeout',
    'commitsWithin',
    'retry',
    'local',
    'execute',
    'verify',
    'trust',
    'prepare',
    'probe',
    'undo',
    'undoConflict',
  ],
  notBuiltYet: ['cost'],
};
const retryFields = ['maximumAttempts', 'initialInterval', 'backoffCoefficient', 'maximumInterval'];
const effects = ['read', 'reversible', 'compensable', 'irreversible'];
const reservedNames: readonly string[] = [...ownActivityTypes, ...controlToolNames];

type Fields = Readonly<Record<string, unknown>>;

/** Find everything that is wrong in a tool's definition, one sentence each. Trusts no type: configs may be plain JS. */
export function toolMistakes(definition: unknown): string[] {
  if (!isFields(definition)) return ['the definition is not an object; pass { name, description, … }'];
  return [
    ...nameMistakes(definition.name),
    ...textMistakes(definition),
    ...schemaMistakes(definition),
    ...effectMistakes(definition),
    ...functionMistakes(definition),
    ...policyMistakes(definition),
    ...lateEffectMistakes(definition),
    ...localMistakes(definition),
    ...unknownFieldMistakes('a tool', definition, fields),
  ];
}

function nameMistakes(name: unknown): string[] {
  if (typeof name !== 'string' || name === '')
    return ['name is missing; give it what the model shall call the tool'];
  const suffix = [...toolActivityEndings, '.check'].find((ending) => name.endsWith(ending));
  if (suffix !== undefined) return [`name ends in ${suffix}, which Holdfast adds itself; leave it out`];
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(name)) {
    return ['name may have letters, digits, _ and - only, 1 to 64 of them; providers refuse others'];
  }
  if (reservedNames.includes(name) || name in Object.prototype) {
    return [`name ${name} is taken by Holdfast or the language; choose another`];
  }
  return [];
}

function textMistakes({ description }: Fields): string[] {
  if (typeof description === 'string' && description.trim() !== '') return [];
  return ['description is empty; say what the tool does and when the model shall use it'];
}

function schemaMistakes({ input, output }: Fields): string[] {
  const mistakes: string[] = [];
  if (!isZodSchema(input)) mistakes.push('input is not a zod schema; write z.object({ … })');
  else {
    try {
      toolJsonSchema(input);
      const trouble = outputTrouble(input);
      if (trouble !== undefined) {
        mistakes.push(
          `input gives ${trouble}, which cannot be shown, approved and kept as JSON; let it give JSON and convert it in execute`,
        );
      }
    } catch (error) {
      mistakes.push(
        `input cannot be shown to a model: ${messageOf(error)}; use z.object({ … }) of JSON types`,
      );
    }
  }
  if (!isZodSchema(output)) mistakes.push('output is not a zod schema; say what execute returns');
  return mistakes;
}

function effectMistakes({ effect, idempotency, trust, probe, undo, undoConflict }: Fields): string[] {
  const mistakes: string[] = [];
  if (typeof effect !== 'string' || !effects.includes(effect)) {
    const found = effect === undefined ? 'effect is missing' : `effect ${JSON.stringify(effect)} is unknown`;
    mistakes.push(`${found}; say one of ${effects.join(', ')}`);
  }
  const writes = effect !== 'read' && typeof effect === 'string' && effects.includes(effect);
  if (idempotency !== undefined && idempotency !== 'keyed' && idempotency !== 'none') {
    mistakes.push(`idempotency ${JSON.stringify(idempotency)} is unknown; say keyed or none`);
  }
  if (writes && idempotency === undefined) {
    mistakes.push('idempotency is missing; a write says keyed (safe to repeat with the same key) or none');
  }
  if (writes && idempotency === 'none' && probe === undefined) {
    mistakes.push('probe is missing; without a key only a probe can tell whether a lost write happened');
  }
  if ((effect === 'reversible' || effect === 'compensable') && undo === undefined) {
    mistakes.push(`undo is missing; a ${effect} tool has one, else its effect is irreversible`);
  }
  if ((effect === 'read' || effect === 'irreversible') && undo !== undefined) {
    mistakes.push(
      `undo stands on a tool whose effect is ${effect}; leave it out, or say reversible or compensable`,
    );
  }
  if (undoConflict !== undefined && undo === undefined) {
    mistakes.push('undoConflict stands on a tool without undo; leave it out, or give undo');
  }
  if (trust !== undefined && trust !== 'trusted' && trust !== 'untrusted') {
    mistakes.push(`trust ${JSON.stringify(trust)} is unknown; say trusted or untrusted`);
  }
  return mistakes;
}

function functionMistakes(definition: Fields): string[] {
  const mistakes: string[] = [];
  if (typeof definition.execute !== 'function')
    mistakes.push('execute is missing; give the function that does the work');
  for (const field of ['facts', 'verify', 'prepare', 'probe', 'undo', 'undoConflict']) {
    const value = definition[field];
    if (value !== undefined && typeof value !== 'function')
      mistakes.push(`${field} is not a function; give one or leave it out`);
  }
  return mistakes;
}

/** How late an effect may appear matters only to a probe, which looks for it. */
function lateEffectMistakes({ commitsWithin, effect, probe }: Fields): string[] {
  if (commitsWithin === undefined) return [];
  const mistakes = durationMistakes('commitsWithin', commitsWithin, policyBounds.commitsWithinMs);
  if (effect === 'read') mistakes.push('commitsWithin stands on a read, which has no effect; leave it out');
  else if (probe === undefined)
    mistakes.push('commitsWithin stands on a tool without probe, which would wait for it; leave it out');
  return mistakes;
}

/** What runs within a run's own step of work holds the run back: only what is short and may be repeated does. */
function localMistakes({ local, effect, prepare, probe }: Fields): string[] {
  if (local === undefined || local === false) return [];
  if (local !== true) return [`local ${JSON.stringify(local)} is unknown; say true or leave it out`];
  const mistakes: string[] = [];
  if (effect !== 'read') {
    mistakes.push('local stands on a tool that writes; only a read may be local, so leave it out');
  }
  if (prepare !== undefined) mistakes.push('local stands on a tool with prepare; leave one of them out');
  if (probe !== undefined) mistakes.push('local stands on a tool with probe; leave one of them out');
  return mistakes;
}

function policyMistakes({ timeout, retry, idempotency, local }: Fields): string[] {
  const bounds = local === true ? policyBounds.localTimeoutMs : policyBounds.timeoutMs;
  const mistakes = [
    ...durationMistakes(local === true ? 'timeout of a local tool' : 'timeout', timeout, bounds),
  ];
  if (retry === undefined) return mistakes;
  if (!isFields(retry)) return [...mistakes, `retry is not an object; write { ${retryFields.join(', ')} }`];
  const { maximumAttempts, backoffCoefficient, initialInterval, maximumInterval } = retry;
  const intervals = [
    ...durationMistakes('retry.initialInterval', initialInterval, policyBounds.intervalMs),
    ...durationMistakes('retry.maximumInterval', maximumInterval, policyBounds.intervalMs),
  ];
  mistakes.push(
    ...numberMistakes('retry.maximumAttempts', maximumAttempts, policyBounds.attempts, true),
    ...numberMistakes('retry.backoffCoefficient', backoffCoefficient, policyBounds.backoff, false),
    ...intervals,
  );
  if (intervals.length === 0 && initialInterval !== undefined && maximumInterval !== undefined) {
    const first = parseDuration(initialInterval as string);
    if (first > parseDuration(maximumInterval as string)) {
      mistakes.push('retry.initialInterval is longer than retry.maximumInterval; make it shorter');
    }
  }
  if (idempotency === 'none' && maximumAttempts !== undefined && maximumAttempts !== 1) {
    mistakes.push('retry.maximumAttempts must be 1 with idempotency none; a second attempt could act twice');
  }
  for (const field of Object.keys(retry)) {
    if (!retryFields.includes(field))
      mistakes.push(`retry.${field} is unknown; known are ${retryFields.join(', ')}`);
  }
  return mistakes;
}

function durationMistakes(field: string, value: unknown, bounds: { min: number; max: number }): string[] {
  if (value === undefined) return [];
  try {
    const ms = parseDuration(value as string);
    if (ms >= bounds.min && ms <= bounds.max) return [];
    return [
      `${field} ${String(value)} is out of bounds; ${formatDuration(bounds.min)} to ${formatDuration(bounds.max)}`,
    ];
  } catch (error) {
    return [`${field}: ${messageOf(error)}`];
  }
}

function numberMistakes(
  field: string,
  value: unknown,
  { min, max }: { min: number; max: number },
  whole: boolean,
): string[] {
  if (value === undefined) return [];
  const fits =
    typeof value === 'number' && value >= min && value <= max && (!whole || Number.isInteger(value));
  return fits
    ? []
    : [`${field} ${String(value)} is out of bounds; a ${whole ? 'whole ' : ''}number, ${min} to ${max}`];
}

/** By shape: the schema may come from another copy of zod 4. */
function isZodSchema(value: unknown): value is z.ZodType {
  return isFields(value) && '_zod' in value && typeof value.safeParse === 'function';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
