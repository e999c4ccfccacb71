export type { Agent, AgentBudget, AgentDefinition } from './agents/agent.ts';
export { defineAgent } from './agents/define-agent.ts';
export { type ConfigDefinition, defineConfig, type HoldfastConfig } from './agents/define-config.ts';
export type { ModelPriceDefinition } from './agents/model-prices.ts';
export type { CallFacts, EffectClass, Idempotency, Stakes } from './core/call-facts.ts';
export type { Duration } from './core/duration.ts';
export type { Json, JsonObject } from './core/json.ts';
export { defineTool } from './tools/define-tool.ts';
export { DefinitionError } from './tools/definition-error.ts';
export type {
  ProbeResult,
  Tool,
  ToolContext,
  ToolDefinition,
  ToolFacts,
  ToolLog,
  ToolRetry,
} from './tools/tool.ts';
export { ToolError, TransientToolError } from './tools/tool-error.ts';
