export type { Attachment } from '../client/attachments/attach-files.ts';
export type { RunOutcome } from '../core/run/outcome.ts';
export type { TraceStep, TraceView } from '../core/trace/trace-view.ts';
export type { ApprovalView, RunView } from '../core/view/run-view.ts';
export type { ProviderFault, ProviderFaultRule } from '../scripted-provider/provider-faults.ts';
export type { MeterPrice, ProviderMeter } from '../scripted-provider/provider-meter.ts';
export type { ScriptSource } from '../scripted-provider/read-script.ts';
export type { ScriptedFile } from '../scripted-provider/scripted-file.ts';
export type {
  Script,
  ScriptedFinish,
  ScriptedMessage,
  ScriptedRaw,
  ScriptedReasoning,
  ScriptedRequest,
  ScriptedTurn,
  ScriptedUsage,
  SentRequest,
} from '../scripted-provider/scripted-request.ts';
export {
  type AgentRunResult,
  type RunAgentOptions,
  runAgent,
  type TestDecision,
  type TestReply,
} from './run-agent.ts';
export {
  type ModelRequest,
  type ScriptedModel,
  type ScriptedModelOptions,
  scriptedModel,
} from './scripted-model.ts';
