import type { CrashRow } from './crash-row.ts';

/** The run is reset in Temporal, to before or after a write that has taken effect, and goes on from there. */
export function resetRows(): CrashRow[] {
  return (['modify_pending_order_address', 'cancel_pending_order', 'send_notice'] as const).flatMap(
    (tool): CrashRow[] => [
      {
        column: 'reset',
        name: `${tool}: reset to before it, while it is under way`,
        point: { by: 'reset', target: { tool, to: 'before' }, when: 'under way' },
      },
      {
        column: 'reset',
        name: `${tool}: reset to before it, after the run closed`,
        point: { by: 'reset', target: { tool, to: 'before' }, when: 'closed' },
      },
      {
        column: 'reset',
        name: `${tool}: reset to after it, after the run closed`,
        point: { by: 'reset', target: { tool, to: 'after' }, when: 'closed' },
      },
    ],
  );
}
