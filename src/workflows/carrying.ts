import type { Origin } from '../contracts/activities.ts';
import type { UndoListener } from './until-it-ends.ts';

/** What whoever carries a command out needs beside the command. */
export interface Carrying {
  /** Where the run's history began: a write of a run that was reset looks there first. */
  readonly origin: Origin;
  readonly listener?: UndoListener;
}
