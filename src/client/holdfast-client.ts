import { randomUUID } from 'node:crypto';
import type { RunCost, RunsCost } from '../core/trace/cost.ts';
import type { TraceView } from '../core/trace/trace-view.ts';
import { given } from '../core/values/given.ts';
import type { ApprovalView, RunView } from '../core/view/run-view.ts';
import type { ApprovalRecord } from '../reports/approval.ts';
import type { RunSummary } from '../reports/run-summary.ts';
import type { SettlementReport } from '../reports/settlement.ts';
import type { UndoReport } from '../reports/undo.ts';
import type { InboxOptions } from './approvals/read-inbox.ts';
import type { ResolveOptions } from './approvals/resolve-approval.ts';
import type { ConnectOptions } from './connection/connect-options.ts';
import {
  type ConnectionSettings,
  type ConnectionTarget,
  findConnectionTarget,
} from './connection/connection-target.ts';
import { loginName } from './connection/login-name.ts';
import type { TemporalAccess } from './connection/temporal-access.ts';
import type { ProbeOptions, SettleOptions } from './effects/settle-effect.ts';
import { leaveMessage, sendMessage, type Taken } from './messages/send-message.ts';
import type { SenderOptions } from './messages/sender-options.ts';
import type { CostOptions } from './runs/cost-of-runs.ts';
import type { FollowEvent, TextEvent } from './runs/follow-event.ts';
import type { FollowOptions } from './runs/follow-run.ts';
import type { ListOptions } from './runs/list-runs.ts';
import type { StartOptions } from './runs/start-run.ts';
import type { TraceOptions } from './runs/trace-run.ts';
import type { WaitOptions } from './runs/wait-for-run.ts';
import type { UndoOptions } from './undo/undo-effects.ts';

export interface SayOptions extends SenderOptions, WaitOptions {
  /** The same id makes a repeated delivery one message. Generated unless told. */
  readonly messageId?: string | undefined;
}

export interface CancelOptions extends SenderOptions {
  readonly reason?: string | undefined;
  /** Undo what the run has done before it closes. Default: keep it. */
  readonly undo?: boolean | undefined;
}

/** Who decides, undoes or settles may be left out: the login name then. */
type Asserted<Options extends { readonly by: string }> = Omit<Options, 'by'> & SenderOptions;

/**
 * Starts runs, looks at them and sends them messages: every verb of the command line that is about runs as a method, with
 * the same shapes.
 *
 * What a verb needs is loaded when it is first asked for: all of it together takes longer than most verbs do.
 *
 * RUN is a workflow id (`agent/<agent>/<task>`) or, where only one agent has it, a task id. Every method throws
 * `HoldfastError`, whose `kind` is `not-found` for a run that is not there and `unreachable` for a server that is not.
 */
export class HoldfastClient {
  readonly #access: TemporalAccess;

  private constructor(access: TemporalAccess) {
    this.#access = access;
  }

  /**
   * Connect to the server that settings, `TEMPORAL_*` or a profile name, else to this directory's running `dev`, else
   * to localhost:7233.
   *
   * @throws HoldfastError unreachable `temporal_unreachable` when none answers there. DataConverterError for a data converter
   * that cannot be loaded or does not carry JSON values as they are.
   */
  static async connect(
    where: ConnectionSettings | ConnectionTarget = {},
    { dataConverter }: ConnectOptions = {},
  ): Promise<HoldfastClient> {
    const target = 'source' in where ? where : await findConnectionTarget(where);
    const { openTemporal } = await import('./connection/open-temporal.ts');
    return new HoldfastClient(await openTemporal(target, { dataConverter }));
  }

  get address(): string {
    return this.#access.address;
  }

  get namespace(): string {
    return this.#access.namespace;
  }

  async close(): Promise<void> {
    await this.#access.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Start a run; returns as soon as it exists. A task id used before is a conflict. */
  async start(options: StartOptions): Promise<RunSummary> {
    const { startRun } = await import('./runs/start-run.ts');
    return startRun(this.#access, options);
  }

  /** One run as it stands; `stale` where no worker answers. */
  async show(run: string): Promise<RunView> {
    const { showRun } = await import('./runs/show-run.ts');
    return showRun(this.#access, run);
  }

  /** Runs, newest first, from visibility alone. */
  async list(options: ListOptions = {}): Promise<RunSummary[]> {
    const { listRuns } = await import('./runs/list-runs.ts');
    return listRuns(this.#access, options);
  }

  /** The step tree of a run, read from its histories; `io` keeps results whole. */
  async trace(run: string, options: TraceOptions = {}): Promise<TraceView> {
    const { traceRun } = await import('./runs/trace-run.ts');
    return traceRun(this.#access, run, options);
  }

  /** What one run cost by step, model and tool; or what runs cost by agent, model and outcome. */
  cost(run: string): Promise<RunCost>;
  cost(options?: CostOptions): Promise<RunsCost>;
  async cost(of: string | CostOptions = {}): Promise<RunCost | RunsCost> {
    const { readRunCost, readRunsCost } = await import('./runs/cost-of-runs.ts');
    return typeof of === 'string' ? readRunCost(this.#access, of) : readRunsCost(this.#access, of);
  }

  /** Steps and changes of a run, from its start to its close; with `text` also what its model writes, as it comes. */
  follow(
    run: string,
    options?: FollowOptions & { readonly text?: false | undefined },
  ): AsyncGenerator<FollowEvent, void, undefined>;
  follow(run: string, options: FollowOptions): AsyncGenerator<FollowEvent | TextEvent, void, undefined>;
  async *follow(
    run: string,
    options: FollowOptions = {},
  ): AsyncGenerator<FollowEvent | TextEvent, void, undefined> {
    const { followRun } = await import('./runs/follow-run.ts');
    yield* followRun(this.#access, run, options);
  }

  /** Wait until a run closes. */
  async waitForClose(run: string, options: WaitOptions = {}): Promise<RunView> {
    const { waitForClose } = await import('./runs/wait-for-run.ts');
    return waitForClose(this.#access, run, options);
  }

  /** Wait until a run waits for somebody or closes. */
  async waitForPeople(run: string, options: WaitOptions = {}): Promise<RunView> {
    const { waitForPeople } = await import('./runs/wait-for-run.ts');
    return waitForPeople(this.#access, run, options);
  }

  /**
   * Put a user's message to a run. Returns when the run has taken it; with `wait` when the run next waits for somebody
   * or closes. `timeoutMs` and `signal` end that waiting, not the run.
   */
  say(run: string, text: string, options: SayOptions & { readonly wait: true }): Promise<RunView>;
  say(
    run: string,
    text: string,
    options?: SayOptions & { readonly wait?: false | undefined },
  ): Promise<Taken>;
  say(
    run: string,
    text: string,
    options?: SayOptions & { readonly wait?: boolean | undefined },
  ): Promise<Taken | RunView>;
  async say(
    run: string,
    text: string,
    options: SayOptions & { readonly wait?: boolean | undefined } = {},
  ): Promise<Taken | RunView> {
    const { messageId = randomUUID(), by = loginName(), wait = false } = options;
    const payload = { message: text, messageId, by };
    const taken = await sendMessage(this.#access, run, 'say', payload, {
      ...options,
      updateId: `say:${messageId}`,
    });
    return wait ? this.waitForPeople(taken.run, options) : taken;
  }

  /** End a conversation: the run closes with its last answer. */
  end(run: string, { by = loginName() }: SenderOptions = {}): Promise<Taken> {
    return sendMessage(this.#access, run, 'endConversation', { by });
  }

  /** Hold a run: what is under way is finished, nothing new begins. */
  pause(run: string, { by = loginName() }: SenderOptions = {}): Promise<Taken> {
    return sendMessage(this.#access, run, 'pause', { by });
  }

  resume(run: string, { by = loginName() }: SenderOptions = {}): Promise<Taken> {
    return sendMessage(this.#access, run, 'resume', { by });
  }

  /** Ask a run to end as cancelled. Kept until a worker is there; what is under way is waited for. */
  cancel(run: string, { by = loginName(), reason, undo }: CancelOptions = {}): Promise<Taken> {
    const payload = {
      by,
      ...given({ reason, undo }),
    };
    return leaveMessage(this.#access, run, 'cancelRun', payload);
  }

  /** Open approvals over all runs, the longest waiting first, from one list; needs no worker. */
  async inbox(options: InboxOptions = {}): Promise<ApprovalRecord[]> {
    const { readInbox } = await import('./approvals/read-inbox.ts');
    return readInbox(this.#access, options);
  }

  /** The approvals of one run: open ones and the last that were decided. */
  async approvals(run: string): Promise<readonly ApprovalView[]> {
    return (await this.show(run)).approvals;
  }

  /**
   * Decide an approval: approve, reject, or edit and so approve. Answers with how it stands then; after an edit with
   * the approval that took its place. Which one may be left out when exactly one is open.
   */
  async resolveApproval(
    run: string,
    { by = loginName(), ...decision }: Asserted<ResolveOptions>,
  ): Promise<ApprovalView> {
    const { resolveApproval } = await import('./approvals/resolve-approval.ts');
    return resolveApproval(this.#access, run, { ...decision, by });
  }

  /** Plan to undo what a run did, newest first; with `apply` do it, during the run or after it. Twice is once. */
  async undo(run: string, { by = loginName(), ...options }: Asserted<UndoOptions> = {}): Promise<UndoReport> {
    const { undoEffects } = await import('./undo/undo-effects.ts');
    return undoEffects(this.#access, run, { ...options, by });
  }

  /** Tell a run whether an effect is in the world that nobody could make out, or whose undo failed; see `SettleOptions`. */
  async settle(run: string, effect: string, told: Asserted<SettleOptions>): Promise<SettlementReport> {
    const { settleEffect } = await import('./effects/settle-effect.ts');
    return settleEffect(this.#access, run, effect, { ...told, by: told.by ?? loginName() });
  }

  /** Have the tool of such an effect look again whether it is in the world; nobody vouches for what it finds. */
  async probe(
    run: string,
    effect: string,
    { by = loginName(), ...options }: Asserted<ProbeOptions> = {},
  ): Promise<SettlementReport> {
    const { probeEffect } = await import('./effects/settle-effect.ts');
    return probeEffect(this.#access, run, effect, { ...options, by });
  }
}
