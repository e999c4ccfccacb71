import { unboundedMediaTypes } from '../core/attachments/media-types.ts';
import {
  modelOptionsOf,
  outputLimitFields,
  promptCaches,
  reasoningEfforts,
} from '../core/charter/model-options.ts';
import { parseModelId } from '../core/model/model-id.ts';
import { parseDuration } from '../core/values/duration.ts';
import { isFields } from '../core/values/fields-of.ts';
import { findProviderFamily } from '../models/provider-families.ts';
import { unknownFieldMistakes } from '../tools/define/unknown-fields.ts';
import { limitBounds } from './agent-limits.ts';
import { countMistakes, durationMistakes } from './bounds-mistakes.ts';
import { checkModelId } from './check-model-id.ts';
import type { ModelDefinition, ModelSettings } from './model-definition.ts';
import { serverSideMistakes, serverSideModelMistakes } from './server-side-features.ts';

const fields = {
  known: [
    'id',
    'maxOutputTokens',
    'reasoningEffort',
    'temperature',
    'topP',
    'stop',
    'serviceTier',
    'promptCache',
    'outputLimitField',
    'timeout',
    'patience',
    'boundTokens',
  ],
  notBuiltYet: [],
};

const oneSecondMs = 1_000;
/** An activity that takes longer than an hour is no answer of a model. */
const timeoutBounds = { min: oneSecondMs, max: 3_600_000 };
const patienceBounds = { min: 0, max: 86_400_000 };
/** Anthropic thinks with at least this many tokens, and answers with what the limit leaves. */
const leastThinkingTokens = 2_048;

/** The settings of a checked model. */
export function modelSettings(model: string | ModelDefinition): ModelSettings {
  if (typeof model === 'string') return { options: {}, limits: {} };
  const { timeout, patience, boundTokens } = model;
  return {
    options: modelOptionsOf(model),
    limits: {
      ...(timeout === undefined ? {} : { timeoutMs: parseDuration(timeout) }),
      ...(patience === undefined ? {} : { patienceMs: parseDuration(patience) }),
      ...(boundTokens === undefined ? {} : { boundTokens: { ...boundTokens } }),
    },
  };
}

/** Find everything that is wrong with an agent's model, one sentence each. */
export function modelMistakes(model: unknown): string[] {
  if (typeof model === 'string') return [...idMistakes(model), ...serverSideModelMistakes(model)];
  if (!isFields(model)) return ['model is missing; write provider:model, or { id: "provider:model", … }'];
  if (typeof model.id !== 'string') return ['model.id is missing; write provider:model'];
  return [
    ...idMistakes(model.id),
    ...countMistakes('model.maxOutputTokens', model.maxOutputTokens, {
      min: 1,
      max: limitBounds.maxOutputTokens,
    }),
    ...oneOfMistakes('model.reasoningEffort', model.reasoningEffort, reasoningEfforts),
    ...numberMistakes('model.temperature', model.temperature, 2),
    ...numberMistakes('model.topP', model.topP, 1),
    ...stopMistakes(model.stop),
    ...tierMistakes(model.serviceTier),
    ...oneOfMistakes('model.promptCache', model.promptCache, promptCaches),
    ...oneOfMistakes('model.outputLimitField', model.outputLimitField, outputLimitFields),
    ...durationMistakes('model.timeout', model.timeout, timeoutBounds),
    ...durationMistakes('model.patience', model.patience, patienceBounds),
    ...providerMistakes(model.id, model),
    ...serverSideMistakes('model', model, fields.known),
    ...boundTokensMistakes(model.boundTokens),
    ...unknownFieldMistakes('a model', model, fields),
  ];
}

function idMistakes(id: string): string[] {
  const check = checkModelId(id);
  return check.kind === 'ok' ? [] : [check.message];
}

/** What a provider takes no such thing of: a setting that is dropped on its way would be a promise broken in silence. */
export function providerMistakes(id: string, settings: Readonly<Record<string, unknown>>): string[] {
  const {
    stop,
    temperature,
    topP,
    reasoningEffort,
    outputLimitField,
    maxOutputTokens,
    serviceTier,
    promptCache,
  } = settings;
  const mistakes = serverSideModelMistakes(id);
  const thinks = reasoningEffort !== undefined && reasoningEffort !== 'none';
  if (id.startsWith('openai:') && stop !== undefined)
    mistakes.push('model.stop: the Responses API of openai takes none; leave it out, or use openai-chat');
  if (thinks && !id.startsWith('google:') && (temperature !== undefined || topP !== undefined))
    mistakes.push(
      'model.reasoningEffort cannot stand beside temperature or topP: models that think take neither; leave out one or the other',
    );
  if (!id.startsWith('openai-chat:') && outputLimitField !== undefined)
    mistakes.push('model.outputLimitField is for openai-chat alone; leave it out');
  if (promptCache === '1h' && findProviderFamily(parseModelId(id)?.provider ?? '')?.hourInCache === undefined)
    mistakes.push('model.promptCache 1h is for anthropic alone; use 5m or off, or leave it out');
  if (id.startsWith('google:') && serviceTier !== undefined)
    mistakes.push('model.serviceTier: google takes none here; leave it out');
  if (id.startsWith('anthropic:') && thinks && Number(maxOutputTokens ?? 4_096) < leastThinkingTokens)
    mistakes.push(
      `model.maxOutputTokens ${String(maxOutputTokens)} leaves no room beside thinking, which counts; set at least ${leastThinkingTokens}`,
    );
  return mistakes;
}

function oneOfMistakes(field: string, value: unknown, known: readonly string[]): string[] {
  if (value === undefined || (typeof value === 'string' && known.includes(value))) return [];
  return [`${field} ${shown(value)} is unknown; use ${known.join(', ')}`];
}

function numberMistakes(field: string, value: unknown, max: number): string[] {
  if (value === undefined || (typeof value === 'number' && value >= 0 && value <= max)) return [];
  return [`${field} ${shown(value)} is out of bounds; a number, 0 to ${max}`];
}

function stopMistakes(stop: unknown): string[] {
  if (stop === undefined) return [];
  const isList = Array.isArray(stop) && stop.length >= 1 && stop.length <= 4;
  return isList && stop.every((text) => typeof text === 'string' && text !== '' && text.length <= 100)
    ? []
    : ['model.stop is not a list of 1 to 4 texts of at most 100 characters'];
}

function tierMistakes(tier: unknown): string[] {
  if (tier === undefined || (typeof tier === 'string' && /^[a-z][a-z_-]{0,31}$/.test(tier))) return [];
  return [`model.serviceTier ${shown(tier)} is not the name of one; write it like priority`];
}

/** More than any model takes at once. */
const mostBoundTokens = 10_000_000;

function boundTokensMistakes(bounds: unknown): string[] {
  if (bounds === undefined) return [];
  const known = ['image/*', ...unboundedMediaTypes];
  if (!isFields(bounds)) return [`model.boundTokens is not an object; write it like { 'image/*': 1_600 }`];
  return Object.entries(bounds).flatMap(([kind, tokens]) =>
    known.includes(kind)
      ? countMistakes(`model.boundTokens['${kind}']`, tokens, { min: 1, max: mostBoundTokens })
      : [`model.boundTokens: ${shown(kind)} is no kind of file; use ${known.join(', ')}. Text needs none`],
  );
}

function shown(value: unknown): string {
  // NaN and the infinities have no JSON of their own.
  if (typeof value === 'number') return String(value);
  return (JSON.stringify(value) ?? String(value)).slice(0, 60);
}
