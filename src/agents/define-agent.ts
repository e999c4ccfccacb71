import { readFileSync } from 'node:fs';
import { isFields } from '../core/values/fields-of.ts';
import { given } from '../core/values/given.ts';
import { DefinitionError } from '../tools/define/definition-error.ts';
import type { Agent, AgentDefinition } from './agent.ts';
import { agentLimits, agentMoney, defaultMaxOutputTokens } from './agent-limits.ts';
import { agentMistakes } from './agent-mistakes.ts';
import { agentRules } from './agent-rules.ts';
import { modelSettings } from './model-settings.ts';

/**
 * Check an agent's definition and make the agent of it. Instructions given as a file: URL are read at once.
 *
 * Defaults: 50 steps, 5 minutes, 3 failures in a row, twice as many tool calls as steps and at least 100, 4,096 output tokens, no limit in USD; a soft
 * limit at 75 % of the hard one.
 *
 * @throws DefinitionError with every mistake of the definition at once.
 */
export function defineAgent(definition: AgentDefinition): Agent {
  if (!isFields(definition)) throw new DefinitionError('an agent', ['it is not an object; pass { name, … }']);
  const instructions = readInstructions(definition.instructions);
  const mistakes = agentMistakes(definition, instructions);
  if (mistakes.length > 0) throw new DefinitionError(agentSubject(definition.name), mistakes);
  const { name, version, tools, model, conversational } = definition;
  const budget = agentMoney(definition.budget);
  return Object.freeze<Agent>({
    schema: 'holdfast.agent/v1',
    name,
    ...given({ version }),
    instructions: instructions as string,
    tools: new Map(tools.map((tool) => [tool.name, tool])),
    model: typeof model === 'string' ? model : model.id,
    modelSettings: modelSettings(model),
    maxOutputTokens: outputTokensOf(definition) ?? defaultMaxOutputTokens,
    conversational: conversational ?? false,
    limits: agentLimits(definition.budget),
    limitsToolCalls: definition.budget?.toolCalls !== undefined,
    rules: agentRules(definition.rules),
    ...given({ budget }),
  });
}

function outputTokensOf({ model, maxOutputTokens }: AgentDefinition): number | undefined {
  return typeof model === 'string' ? maxOutputTokens : (model.maxOutputTokens ?? maxOutputTokens);
}

/** The text, or the error that says why there is none. */
function readInstructions(instructions: unknown): unknown {
  if (!(instructions instanceof URL)) return instructions;
  if (instructions.protocol !== 'file:')
    return new Error(`${instructions.href} is not a file: URL; give a file`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(instructions));
  } catch (error) {
    return new Error(
      `${instructions.href} is not a readable text file (${(error as Error).message}); mend the path`,
    );
  }
}

function agentSubject(name: unknown): string {
  return typeof name === 'string' && name !== ''
    ? `agent ${JSON.stringify(name)}`
    : 'an agent without a name';
}
