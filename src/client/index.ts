export type { AgentTask } from '../core/run/agent-task.ts';
export type { RunOutcome } from '../core/run/outcome.ts';
export type { GroupCost, RunCost, RunsCost, StepCost } from '../core/trace/cost.ts';
export type { TraceStep, TraceView } from '../core/trace/trace-view.ts';
export type { Json, JsonObject } from '../core/values/json.ts';
export type { ApprovalView, RunView } from '../core/view/run-view.ts';
export type { DataConverterDefinition, OwnDataConverter } from '../payloads/data-converter.ts';
export type { ApprovalRecord } from '../reports/approval.ts';
export type { RunSummary } from '../reports/run-summary.ts';
export type { SettlementReport } from '../reports/settlement.ts';
export type { UndoReport } from '../reports/undo.ts';
export type { InboxOptions } from './approvals/read-inbox.ts';
export type { ResolveOptions } from './approvals/resolve-approval.ts';
export type { ConnectOptions } from './connection/connect-options.ts';
export type { ConnectionSettings } from './connection/connection-target.ts';
export type { ProbeOptions, SettleOptions } from './effects/settle-effect.ts';
export { type ErrorKind, HoldfastError } from './errors/holdfast-error.ts';
export {
  type CancelOptions,
  HoldfastClient,
  type SayOptions,
} from './holdfast-client.ts';
export type { Taken } from './messages/send-message.ts';
export type { SenderOptions } from './messages/sender-options.ts';
export type { CostOptions } from './runs/cost-of-runs.ts';
export type { FollowEvent, TextEvent } from './runs/follow-event.ts';
export type { FollowOptions } from './runs/follow-run.ts';
export type { ListOptions } from './runs/list-runs.ts';
export type { StartOptions } from './runs/start-run.ts';
export type { TraceOptions } from './runs/trace-run.ts';
export type { WaitOptions } from './runs/wait-for-run.ts';
export type { UndoOptions } from './undo/undo-effects.ts';
