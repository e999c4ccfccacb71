import type { TemporalAccess } from '../../../src/client/connection/temporal-access.ts';
import type { RunMessageName } from '../../../src/core/messages/run-messages.ts';
import type { AgentTask } from '../../../src/core/run/agent-task.ts';
import type { OutcomeCode, OutcomeKind } from '../../../src/core/run/outcome.ts';
import type { RunView } from '../../../src/core/view/run-view.ts';
import type { ProviderFaultRule } from '../../../src/scripted-provider/provider-faults.ts';
import type { Script, ScriptedMessage } from '../../../src/scripted-provider/scripted-request.ts';
import type { Desk } from '../desk.ts';

/**
 * One way for a run to go: played live, with the workflow cache off, and kept as a history that is replayed.
 *
 * What goes in is the same each time, so that a history recorded anew differs in ids and times only.
 */
export interface Scenario {
  /** Beside the defaults: agent `desk`, input `Go.` unless it chats, started by `test`. */
  readonly task?: Partial<AgentTask>;
  /** Bytes of the task's files. */
  readonly files?: readonly Uint8Array[];
  readonly script: Script;
  readonly faults?: readonly ProviderFaultRule[];
  /** Played on a server that suggests continue-as-new after some forty events. */
  readonly continuesEarly?: true;
  readonly outcome: { readonly kind: OutcomeKind; readonly answer?: string; readonly code?: OutcomeCode };
  /** What people do while it runs; it must leave the run on its way to its end. */
  act?(run: LiveRun): Promise<void>;
  /** What must hold beside the outcome; throws. */
  check?(view: RunView, run: LiveRun): void | Promise<void>;
  /** What people undo once the run is closed, until that has closed too; its history is kept as well. */
  undoAfterwards?(access: TemporalAccess, run: LiveRun): Promise<void>;
}

/** A scenario's run under way. */
export interface LiveRun {
  readonly id: string;
  readonly desk: Desk;
  /** Wait until the run looks like this. */
  until(what: string, holds: (view: RunView) => boolean): Promise<RunView>;
  /** Whether a request of this run has reached the model. */
  modelAsked(): boolean;
  say(message: string): Promise<unknown>;
  send: (name: RunMessageName, payload: object, ...files: Uint8Array[]) => ReturnType<Desk['send']>;
  signal(name: RunMessageName, payload: unknown, ...files: Uint8Array[]): Promise<void>;
  /** Messages of the last request that the model got. */
  lastMessages(): readonly ScriptedMessage[];
}

/** A turn of the model that calls one tool. */
export function use(
  name: string,
  given: object | string,
): { toolCalls: { name: string; arguments: object | string }[] } {
  return { toolCalls: [{ name, arguments: given }] };
}
