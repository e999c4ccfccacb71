import { usdToNanoUsd } from '../core/budget/money.ts';
import { isFields } from '../core/values/fields-of.ts';
import { utf8Bytes } from '../core/values/json.ts';
import { unknownFieldMistakes } from '../tools/define/unknown-fields.ts';
import { limitBounds } from './agent-limits.ts';
import { countMistakes, durationMistakes } from './bounds-mistakes.ts';
import { modelMistakes } from './model-settings.ts';
import type { RuledTool } from './rule-conflicts.ts';
import { ruleMistakes } from './rule-mistakes.ts';
import { serverSideMistakes, serverSideTool } from './server-side-features.ts';

const fields = {
  known: [
    'name',
    'version',
    'instructions',
    'tools',
    'model',
    'maxOutputTokens',
    'budget',
    'rules',
    'conversational',
  ],
  notBuiltYet: ['ladder', 'fallbackModels', 'output', 'context'],
};
const budgetFields = { known: ['usd', 'steps', 'wallTime', 'failures', 'toolCalls'], notBuiltYet: [] };

/** Providers take 128 functions; four are the control tools'. */
const maxTools = 124;
const maxInstructionsBytes = 131_072;

/**
 * Find everything that is wrong in an agent's definition, one sentence each.
 *
 * `instructions` is their text, or the error that reading them gave. Trusts no type: configs may be plain JS.
 */
export function agentMistakes(
  definition: Readonly<Record<string, unknown>>,
  instructions: unknown,
): string[] {
  return [
    ...textMistakes(definition),
    ...instructionsMistakes(instructions),
    ...toolsMistakes(definition.tools),
    ...modelMistakes(definition.model),
    ...twiceMistakes(definition),
    ...countMistakes('maxOutputTokens', definition.maxOutputTokens, upTo(limitBounds.maxOutputTokens)),
    ...budgetMistakes(definition.budget),
    ...ruleMistakes(definition.rules, ruledTools(definition.tools)),
    ...serverSideMistakes('providerOptions', definition.providerOptions),
    ...unknownFieldMistakes('an agent', definition, fields),
  ];
}

function textMistakes({ name, version, conversational }: Readonly<Record<string, unknown>>): string[] {
  const mistakes: string[] = [];
  if (typeof name !== 'string' || name === '') mistakes.push('name is missing; give the agent one');
  else if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(name)) {
    mistakes.push('name may have letters, digits, _ and - only, 1 to 64 of them, a letter or digit first');
  }
  if (version !== undefined && (typeof version !== 'string' || version === '' || version.length > 64)) {
    mistakes.push('version is not a text of 1 to 64 characters; write it like "3"');
  }
  if (conversational !== undefined && typeof conversational !== 'boolean') {
    mistakes.push('conversational is neither true nor false');
  }
  return mistakes;
}

function instructionsMistakes(instructions: unknown): string[] {
  if (instructions instanceof Error) return [`instructions cannot be read: ${instructions.message}`];
  if (typeof instructions !== 'string')
    return ['instructions are missing; give a text or the file: URL of one'];
  if (instructions.trim() === '')
    return ['instructions are empty; say what the agent is for and what it may do'];
  const bytes = utf8Bytes(instructions);
  if (bytes <= maxInstructionsBytes) return [];
  return [
    `instructions are ${bytes} bytes long, more than the ${maxInstructionsBytes} allowed; shorten them`,
  ];
}

function toolsMistakes(tools: unknown): string[] {
  if (!Array.isArray(tools)) return ['tools are missing; give a list, [] for none'];
  const mistakes = tools.flatMap((tool, i) => (isTool(tool) ? [] : [notATool(tool, i)]));
  const names = tools.filter(isTool).map(({ name }) => name);
  const twice = new Set(names.filter((name, i) => names.indexOf(name) !== i));
  for (const name of twice) mistakes.push(`tool ${name} stands twice in tools; leave one of them`);
  if (tools.length > maxTools)
    mistakes.push(`tools are ${tools.length}; providers take ${maxTools} beside ours`);
  return mistakes;
}

function notATool(tool: unknown, place: number): string {
  const run = serverSideTool(tool);
  return run === undefined
    ? `tools[${place}] was not made by defineTool; wrap its definition in it`
    : `tools[${place}] ${JSON.stringify(run)} is a tool that the provider runs: it would act past the guard and the ledger, and be billed beside the call; write a tool of your own with defineTool`;
}

/** The tools for the rules to be held against; none when some are broken, as all would seem to be missing. */
function ruledTools(tools: unknown): readonly RuledTool[] | undefined {
  return Array.isArray(tools) && tools.every(isTool) ? tools : undefined;
}

/** By shape: the tool may come from another copy of this package. */
function isTool(value: unknown): value is RuledTool {
  return (
    isFields(value) &&
    typeof value.name === 'string' &&
    typeof value.effect === 'string' &&
    typeof value.timeoutMs === 'number' &&
    isFields(value.retry)
  );
}

function twiceMistakes({ model, maxOutputTokens }: Readonly<Record<string, unknown>>): string[] {
  const isTwice = isFields(model) && model.maxOutputTokens !== undefined && maxOutputTokens !== undefined;
  return isTwice ? ['maxOutputTokens stands in the agent and in its model; leave one of them'] : [];
}

function budgetMistakes(budget: unknown): string[] {
  if (budget === undefined) return [];
  if (!isFields(budget)) return ['budget is not an object; write { usd: { hard: 1 }, steps: 50, … }'];
  return [
    ...moneyMistakes(budget.usd),
    ...countMistakes('budget.steps', budget.steps, upTo(limitBounds.steps)),
    ...durationMistakes('budget.wallTime', budget.wallTime, upTo(limitBounds.wallTimeMs)),
    ...countMistakes('budget.failures', budget.failures, upTo(limitBounds.failures)),
    ...countMistakes('budget.toolCalls', budget.toolCalls, upTo(limitBounds.toolCalls)),
    ...unknownFieldMistakes('a budget', budget, budgetFields),
  ];
}

function moneyMistakes(usd: unknown): string[] {
  if (usd === undefined) return [];
  if (!isFields(usd)) return ['budget.usd is not an object; write { hard: 1, soft: 0.75 }'];
  const mistakes: string[] = [];
  const read = (field: 'hard' | 'soft'): number | undefined => {
    try {
      const nanoUsd = usdToNanoUsd(usd[field] as number);
      if (nanoUsd > 0) return nanoUsd;
      mistakes.push(`budget.usd.${field} is 0; a limit is above 0`);
    } catch (error) {
      mistakes.push(`budget.usd.${field}: ${(error as Error).message}`);
    }
    return undefined;
  };
  const hard = read('hard');
  const soft = usd.soft === undefined ? undefined : read('soft');
  if (hard !== undefined && soft !== undefined && soft > hard) {
    mistakes.push(
      `budget.usd.soft ${String(usd.soft)} is above hard ${String(usd.hard)}; make it at most that`,
    );
  }
  return [
    ...mistakes,
    ...unknownFieldMistakes('budget.usd', usd, { known: ['hard', 'soft'], notBuiltYet: [] }),
  ];
}

function upTo(max: number): { min: number; max: number } {
  return { min: 1, max };
}
