import type { CheckSettlement, UndoEffect } from '../undo/undo-command.ts';
import type { CallModel } from './call-model.ts';
import type { CheckEdit } from './check-edit.ts';
import type { LookAtWork } from './look-at-work.ts';
import type { OpenRun } from './open-run.ts';
import type { PrepareTool } from './prepare-tool.ts';
import type { ProbeEffect } from './probe-effect.ts';
import type { ReadPast } from './read-past.ts';
import type { RunTool } from './run-tool.ts';

/** Something that may start now. The driver starts each id once and turns its end into an event. */
export type Command = ActivityCommand | AbortModel;

/** A command that is carried out as an activity: each has its row in `activities.ts`. */
export type ActivityCommand = (
  | OpenRun
  | CallModel
  | RunTool
  | PrepareTool
  | CheckEdit
  | ProbeEffect
  | UndoEffect
  | CheckSettlement
  | LookAtWork
  | ReadPast
) & {
  /** A worker that lacks what it takes had it before: another one should get it. */
  readonly givenBack?: true;
  /** Of a look whose worker was lost: its attempts that had come to an end before. */
  readonly lookAttempts?: number;
};

export type CommandOf<Kind extends Command['kind']> = Extract<Command, { kind: Kind }>;

/** Cancel a model call on purpose; its end still comes as an event. */
export interface AbortModel {
  readonly kind: 'abort-model';
  readonly id: string;
  readonly target: string;
}
