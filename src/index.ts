export type { Agent, AgentBudget, AgentDefinition } from './agents/agent.ts';
export { defineAgent } from './agents/define-agent.ts';
export type { ModelDefinition } from './agents/model-definition.ts';
export type { ConnectOptions } from './client/connection/connect-options.ts';
export type { ConnectionSettings } from './client/connection/connection-target.ts';
export { HoldfastError } from './client/errors/holdfast-error.ts';
export { HoldfastClient } from './client/holdfast-client.ts';
export type { CostOptions } from './client/runs/cost-of-runs.ts';
export type { FollowEvent, TextEvent } from './client/runs/follow-event.ts';
export type { FollowOptions } from './client/runs/follow-run.ts';
export type { StartOptions } from './client/runs/start-run.ts';
export { type ConfigDefinition, defineConfig, type HoldfastConfig } from './config/define-config.ts';
export type { ModelPriceDefinition } from './config/model-prices.ts';
export type { QueueDefinition, QueuesDefinition, ToolQueueDefinition } from './config/queues.ts';
export type { CallFacts, EffectClass, Idempotency, Stakes } from './core/calls/call-facts.ts';
export type { GroupCost, RunCost, RunsCost, StepCost } from './core/trace/cost.ts';
export type { TraceStep, TraceView } from './core/trace/trace-view.ts';
export type { Duration } from './core/values/duration.ts';
export type { Json, JsonObject } from './core/values/json.ts';
export type { NextAction } from './core/view/next-action.ts';
export type { RunView } from './core/view/run-view.ts';
export type { DataConverterDefinition } from './payloads/data-converter.ts';
export type { ErrorKind } from './reports/error.ts';
export type { RunSummary } from './reports/run-summary.ts';
export { defineTool } from './tools/define/define-tool.ts';
export { DefinitionError } from './tools/define/definition-error.ts';
export { jsonSchemaInput } from './tools/define/json-schema-input.ts';
export type {
  Prepared,
  ProbeResult,
  Tool,
  ToolContext,
  ToolDefinition,
  ToolFacts,
  ToolLog,
  ToolRetry,
  UndoneEffect,
} from './tools/define/tool.ts';
export { PreconditionChanged, ToolError, TransientToolError } from './tools/errors/tool-error.ts';
export { UndoConflict } from './tools/errors/undo-conflict.ts';
export { startWorkers } from './workers/start-workers.ts';
export type { RunningWorkers, StartWorkersOptions } from './workers/start-workers-options.ts';
export { WorkerStartError } from './workers/worker-start-error.ts';
