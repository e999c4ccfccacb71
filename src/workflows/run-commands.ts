import { CancellationScope } from '@temporalio/workflow';
import type { Origin } from '../contracts/activities.ts';
import { isStopping } from '../core/calls/stopping.ts';
import { activityFact } from '../core/commands/activities.ts';
import type { ActivityEnd } from '../core/commands/activity.ts';
import type { ActivityCommand, Command, CommandOf } from '../core/commands/command.ts';
import { runsLocally } from '../core/commands/run-tool.ts';
import type { EventFact } from '../core/run/run-event.ts';
import type { RunState } from '../core/run/run-state.ts';
import type { UndoAgain } from '../core/undo/undo-tries.ts';
import { carriers } from './carriers.ts';
import type { Carrying } from './carrying.ts';

/** What a cancel, a pause or the end of its time takes back from a run's queue. */
interface Withdrawable {
  readonly scope: CancellationScope;
  readonly writes: boolean;
}

/** Carries out commands as activities and turns each one's end, good or bad, into an event. */
export class CommandRunner {
  /** Of the model calls, one after the other; a run has no more than one at a time. Made where the first is carried out. */
  #modelScope: CancellationScope | undefined;
  readonly #withdrawable = new Map<string, Withdrawable>();
  readonly #origin: Origin;

  constructor(origin: Origin) {
    this.#origin = origin;
  }

  /**
   * `onEnd` is called once the command is carried out, with what the run is to take in, if anything; `keeper` is asked
   * about an undo that came back before that.
   */
  run(
    command: Command,
    onEnd: (fact: EventFact | undefined) => void,
    keeper: {
      readonly goesOn: (fact: EventFact) => UndoAgain | undefined;
      readonly sentAgain: () => void;
    },
  ): void {
    if (command.kind === 'abort-model') {
      this.#modelScope?.cancel();
      this.#modelScope = undefined;
      void Promise.resolve(undefined).then(onEnd);
      return;
    }
    const { kind, id } = command;
    const goesOn = (end: ActivityEnd): UndoAgain | undefined => {
      const fact = activityFact(kind, id, end);
      return fact && keeper.goesOn(fact);
    };
    const by = { origin: this.#origin, keeper: { goesOn, sentAgain: keeper.sentAgain } };
    void this.#carryOut(command, by).then((end) => onEnd(activityFact(kind, id, end)));
  }

  /**
   * Take back what no worker has taken, or has for good: Temporal ends at once what waits in a queue or between two attempts.
   * A write whose attempt is under way does not hear of it; a read is broken off, unless the run is only paused.
   */
  withdraw(state: Pick<RunState, 'cancel' | 'timeUp' | 'paused'>): void {
    const stops = isStopping(state);
    if (!stops && !state.paused) return;
    for (const [id, { scope, writes }] of this.#withdrawable) {
      if (!stops && !writes) continue;
      this.#withdrawable.delete(id);
      scope.cancel();
    }
  }

  #carryOut(command: ActivityCommand, by: Carrying): Promise<ActivityEnd> {
    const carrier = carriers[command.kind] as (given: ActivityCommand, by: Carrying) => Promise<ActivityEnd>;
    const carry = () => carrier(command, by);
    if (command.kind === 'call-model') {
      this.#modelScope ??= new CancellationScope();
      return this.#modelScope.run(carry);
    }
    if (!isWithdrawable(command)) return carry();
    const { id } = command;
    const scope = new CancellationScope();
    this.#withdrawable.set(id, {
      scope,
      writes: command.kind === 'run-tool' && command.policy.effect !== 'read',
    });
    return scope.run(carry).then((end) => {
      this.#withdrawable.delete(id);
      return end;
    });
  }
}

type Withdrawn = CommandOf<'run-tool' | 'prepare-tool' | 'check-edit' | 'read-past'>;

/** Probes and undos bring a cancelled run to its end; a local tool ends soon by itself. */
function isWithdrawable(command: ActivityCommand): command is Withdrawn {
  switch (command.kind) {
    case 'run-tool':
      return !runsLocally(command);
    case 'prepare-tool':
    case 'check-edit':
    case 'read-past':
      return true;
    default:
      return false;
  }
}
