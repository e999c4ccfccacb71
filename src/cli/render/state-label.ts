import type { RunOutcome } from '../../core/run/outcome.ts';
import type { RunStateName } from '../../core/view/run-view.ts';
import type { Palette } from './palette.ts';

/** The part of a run or of its summary that says how it stands. */
export interface Standing {
  readonly state: RunStateName;
  readonly outcome?: { readonly kind: RunOutcome['kind']; readonly reason?: { readonly code: string } };
}

const shortCodes: Readonly<Record<string, string>> = {
  budget_exhausted: 'budget',
  provider_not_configured: 'no model key',
  price_unknown: 'no price',
  agent_unknown: 'no such agent',
  not_run: 'no worker took it',
};
/** Ends whose code adds nothing to their kind. */
const plainCodes = new Set(['escalated', 'cancel_requested']);

/** Say in words how a run stands: `running`, `awaiting user`, `answered`, `partial: budget`. */
export function stateLabel({ state, outcome }: Standing): string {
  if (outcome === undefined) return state.replaceAll('-', ' ');
  const kind = outcome.kind.replaceAll('-', ' ');
  const code = outcome.reason?.code;
  if (code === undefined || plainCodes.has(code)) return kind;
  return `${kind}: ${shortCodes[code] ?? code.replaceAll('_', ' ')}`;
}

/** Choose the colour that goes with a run's state. */
export function statePaint({ state, outcome }: Standing, palette: Palette): (text: string) => string {
  switch (outcome?.kind) {
    case 'answered':
    case 'undone':
      return palette.good;
    case 'failed':
      return palette.bad;
    case 'partial':
    case 'handed-over':
    case 'cancelled':
      return palette.warn;
    case undefined:
      return state === 'running' || state === 'closed' ? palette.good : palette.warn;
  }
}
