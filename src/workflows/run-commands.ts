import { CancellationScope } from '@temporalio/workflow';
import { activityFact } from '../core/commands/activities.ts';
import type { ActivityEnd } from '../core/commands/activity.ts';
import type { ActivityCommand, Command } from '../core/commands/command.ts';
import type { EventFact } from '../core/run/run-event.ts';
import { carriers } from './carriers.ts';

/** Carries out commands as activities and turns each one's end, good or bad, into an event. */
export class CommandRunner {
  /** Of the model calls, one after the other; a run has no more than one at a time. Made where the first is carried out. */
  #modelScope: CancellationScope | undefined;

  /** `onEnd` is called once the command is carried out, with what the run is to take in, if anything. */
  run(command: Command, onEnd: (fact: EventFact | undefined) => void): void {
    if (command.kind === 'abort-model') {
      this.#modelScope?.cancel();
      this.#modelScope = undefined;
      void Promise.resolve(undefined).then(onEnd);
      return;
    }
    void this.#carryOut(command).then((end) => onEnd(activityFact(command.kind, command.id, end)));
  }

  #carryOut(command: ActivityCommand): Promise<ActivityEnd> {
    const carry = carriers[command.kind] as (given: ActivityCommand) => Promise<ActivityEnd>;
    if (command.kind !== 'call-model') return carry(command);
    this.#modelScope ??= new CancellationScope();
    return this.#modelScope.run(() => carry(command));
  }
}
