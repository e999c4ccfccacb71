import { onProviderAway } from '../model/await-provider.ts';
import { onPastWanted } from '../resets/on-past-read.ts';
import { onUnserved } from './on-unserved.ts';
import type { RunEvent } from './run-event.ts';
import type { RunState } from './run-state.ts';

/** Why a command may come back: each takes back that it was started, or leaves the event to the others. */
const reasons: readonly ((state: RunState, event: RunEvent) => RunState | undefined)[] = [
  onUnserved,
  onProviderAway,
  onPastWanted,
];

/** The run after an event that is no end of its command, which goes out again under the same id; undefined for one that is. */
export function takenBack(state: RunState, event: RunEvent): RunState | undefined {
  for (const takeBack of reasons) {
    const back = takeBack(state, event);
    if (back) return back;
  }
  return undefined;
}
