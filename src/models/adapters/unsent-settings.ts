import { type Fields, fieldsOf, isFields } from '../../core/values/fields-of.ts';
import type { ModelRequest } from '../model-port.ts';

/** A setting of a request is not in what an SDK made of it. Thrown before anything is sent. */
export class UnsentSettingError extends Error {
  override readonly name = 'UnsentSettingError';
}

/**
 * Find the settings that a request asks for and its body has not, or has otherwise: SDKs leave out what they think that a
 * model does not take, or change it. One sentence each.
 */
export function unsentSettings(body: Fields, { model, options = {}, toolChoice }: ModelRequest): string[] {
  const within = isFields(body['generationConfig']) ? body['generationConfig'] : body;
  const { temperature, topP, stop, reasoningEffort } = options;
  const thinks = reasoningEffort !== undefined && reasoningEffort !== 'none';
  const settings: readonly (readonly [name: string, asked: unknown, sent: unknown])[] = [
    ['temperature', temperature, within['temperature']],
    ['topP', topP, within['top_p'] ?? within['topP']],
    ['stop', stop, within['stop'] ?? within['stop_sequences'] ?? within['stopSequences']],
  ];
  return [
    ...settings.flatMap(([name, asked, sent]) => {
      if (asked === undefined || JSON.stringify(asked) === JSON.stringify(sent)) return [];
      const how = sent === undefined ? 'is not sent' : `is sent as ${JSON.stringify(sent)}`;
      return [`model.${name} ${how} to ${model}, which does not take ${JSON.stringify(asked)}; leave it out`];
    }),
    ...otherEffort(body, within, reasoningEffort, model),
    ...(thinks && !tellsToThink(body, within)
      ? [`model.reasoningEffort is not sent to ${model}, which does not think; leave it out`]
      : []),
    ...(toolChoice !== undefined && toolChoice !== 'auto' && !hasToolChoice(body, toolChoice)
      ? [`${model} takes no order about tools (${JSON.stringify(toolChoice)})`]
      : []),
  ];
}

/** SDKs send the nearest effort that they take a model to know; a budget of tokens has none that is nearer. */
function otherEffort(body: Fields, within: Fields, asked: string | undefined, model: string): string[] {
  if (asked === undefined) return [];
  const { thinkingLevel, thinkingBudget } = fieldsOf(within['thinkingConfig']);
  const sent =
    fieldsOf(body['reasoning'])['effort'] ??
    body['reasoning_effort'] ??
    fieldsOf(body['output_config'])['effort'] ??
    thinkingLevel;
  if (sent !== undefined && sent !== asked)
    return [
      `model.reasoningEffort is sent as ${JSON.stringify(sent)} to ${model}, which does not take ${JSON.stringify(asked)}; write the one that it takes, or leave it out`,
    ];
  return asked === 'none' && typeof thinkingBudget === 'number' && thinkingBudget > 0
    ? [
        `model.reasoningEffort none is not to be had of ${model}, which always thinks; write minimal, or leave it out`,
      ]
    : [];
}

function tellsToThink(body: Fields, within: Fields): boolean {
  return [
    body['reasoning'],
    body['reasoning_effort'],
    body['thinking'],
    fieldsOf(body['output_config'])['effort'],
    within['thinkingConfig'],
  ].some((field) => field !== undefined);
}

/** Each wire in its own words. */
function hasToolChoice(body: Fields, asked: NonNullable<ModelRequest['toolChoice']>): boolean {
  if (body['tools'] === undefined) return asked === 'none';
  const config = fieldsOf(body['toolConfig'])['functionCallingConfig'];
  const sent = JSON.stringify(body['tool_choice'] ?? config ?? '');
  if (asked === 'none') return /"none"/i.test(sent);
  return !/"auto"|""/i.test(sent);
}
