import type { FaultKind } from '../../../src/samples/testing/faults.ts';

export type CompletionKind = 'workflow' | 'activity';

/** Where a worker is killed. */
export type CrashPoint =
  /** At its n-th completion of this kind: before the server has it, or after the server took it. */
  | {
      readonly by: 'proxy';
      readonly kind: CompletionKind;
      readonly n: number;
      readonly fate: 'lose-request' | 'lose-answer';
    }
  /** By the tool itself, which never comes back. */
  | {
      readonly by: 'tool';
      readonly tool: string;
      readonly fault: Extract<FaultKind, 'hold-before-commit' | 'hold-after-commit'>;
      /** With its supervisor, as when their machine is lost: what it had in hand is found by heartbeats. */
      readonly whole?: true;
    };

export interface CrashRow {
  readonly name: string;
  readonly point: CrashPoint;
}

/** What each completion of a run without kills was about, in their order. */
export type Completions = Readonly<Record<CompletionKind, readonly string[]>>;

const writes = [
  'modify_pending_order_address',
  'cancel_pending_order',
  'send_notice',
  'cancel_pending_order.undo',
  'modify_pending_order_address.undo',
];

/** Every row: before and after each completion, and before and after the effect of each write and each undo. */
export function crashRows(completions: Completions): CrashRow[] {
  const byProxy = (['workflow', 'activity'] as const).flatMap((kind) =>
    completions[kind].flatMap((about, index): CrashRow[] =>
      (['lose-request', 'lose-answer'] as const).map((fate) => ({
        name: `${kind} task ${index + 1}, ${about}: ${fate === 'lose-request' ? 'before the server has it' : 'after the server took it'}`,
        point: { by: 'proxy', kind, n: index + 1, fate },
      })),
    ),
  );
  const byTool = writes.flatMap((tool): CrashRow[] => [
    { name: `${tool}: before the effect`, point: { by: 'tool', tool, fault: 'hold-before-commit' } },
    {
      name: `${tool}: after the effect, before the answer`,
      point: { by: 'tool', tool, fault: 'hold-after-commit' },
    },
  ]);
  const byMachine = ['cancel_pending_order', 'send_notice'].map(
    (tool): CrashRow => ({
      name: `${tool}: after the effect, before the answer, with the whole machine`,
      point: { by: 'tool', tool, fault: 'hold-after-commit', whole: true },
    }),
  );
  return [...byTool, ...byMachine, ...byProxy];
}

/** A few rows of each kind, for the short form. */
export function sampleRows(rows: readonly CrashRow[]): CrashRow[] {
  const wanted: readonly RegExp[] = [
    /^send_notice: before/,
    /^send_notice: after the effect, before the answer$/,
    /^cancel_pending_order: after the effect, before the answer$/,
    /^cancel_pending_order: .* with the whole machine$/,
    /^cancel_pending_order\.undo: after/,
    /^activity task \d+, cancel_pending_order: before/,
    /^activity task \d+, cancel_pending_order\.undo: after/,
    /^workflow task .*schedules send_notice: before/,
    /^workflow task .*schedules cancel_pending_order,.*: after/,
  ];
  return wanted.map((pattern) => {
    const row = rows.find(({ name }) => pattern.test(name));
    if (!row) throw new Error(`no row of the crash matrix matches ${pattern}`);
    return row;
  });
}
