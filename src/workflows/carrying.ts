import type { Origin } from '../contracts/activities.ts';
import type { UndoKeeper } from './until-it-ends.ts';

/** What whoever carries a command out needs beside the command. */
export interface Carrying {
  /** Where the run's history began: what is done for a run that was reset looks there first. */
  readonly origin: Origin;
  readonly keeper: UndoKeeper;
}
