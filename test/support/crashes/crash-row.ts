import type { Fault, FaultKind } from '../../../src/samples/testing/faults.ts';
import type { CrashAgent } from './crash-scenario.ts';
import type { ResetTarget } from './reset-execution.ts';

export type CompletionKind = 'workflow' | 'activity';

/** What befalls a run, and where. */
export type CrashPoint =
  /** A worker is killed at its n-th completion of this kind: before the server has it, or after the server took it. */
  | {
      readonly by: 'proxy';
      readonly kind: CompletionKind;
      readonly n: number;
      readonly fate: 'lose-request' | 'lose-answer';
    }
  /** A worker is killed in a tool, which never comes back. */
  | {
      readonly by: 'tool';
      readonly tool: string;
      readonly fault: HeldFault;
      /** With its supervisor, as when their machine is lost: what it had in hand is found by heartbeats. */
      readonly whole?: true;
      /** What the next attempt meets. */
      readonly then?: Extract<FaultKind, 'refuse'>;
    }
  /** A worker is killed when the model was asked for the n-th time, and has not answered. */
  | { readonly by: 'model'; readonly n: number }
  /** Nobody is killed: calls meet this, in this order. */
  | { readonly by: 'faults'; readonly faults: readonly Fault[] }
  /** The run is reset in Temporal: while a tool has acted and not answered, and its worker is killed then, or once closed. */
  | { readonly by: 'reset'; readonly target: ResetTarget; readonly when: 'under way' | 'closed' };

type HeldFault = Extract<FaultKind, 'hold-before-commit' | 'hold-after-commit'>;

export const crashColumns = [
  'killed worker',
  'refused on the second attempt',
  'late commit',
  'reset',
  'supervised kill',
] as const;
export type CrashColumn = (typeof crashColumns)[number];

export interface CrashRow {
  readonly column: CrashColumn;
  readonly name: string;
  readonly point: CrashPoint;
  /** One worker serves alone, so that its supervisor has to start the next, and to tell of what was lost. */
  readonly alone?: true;
  /** After so long everything that was still to come is there. */
  readonly lateMs?: number;
  /** Where it is another agent than `courier`. */
  readonly agent?: CrashAgent;
}

/** What each completion of a run without kills was about, in their order. */
export type Completions = Readonly<Record<CompletionKind, readonly string[]>>;

export const keyedWrites = ['modify_pending_order_address', 'cancel_pending_order'] as const;
export const undos = ['cancel_pending_order.undo', 'modify_pending_order_address.undo'] as const;
export const crashWrites = [...keyedWrites, 'send_notice', ...undos] as const;
