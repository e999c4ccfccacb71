import type { CharterTool } from '../charter/charter.ts';
import type { LedgerEntry } from '../effects/effect.ts';
import { undoLetters } from '../undo/undo-command.ts';
import type { SettlementFinding } from '../undo/undo-event.ts';
import type { Json } from '../values/json.ts';
import type { Activity } from './activity.ts';
import { toolFailures } from './activity-failure.ts';
import { isOneOf, isText } from './output-shape.ts';

/** Hold what a person says of an effect against its tool: a result against its output schema, else its probe looks. */
export interface CheckSettlement {
  readonly kind: 'check-settlement';
  readonly id: string;
  readonly effect: LedgerEntry;
  readonly policy: CharterTool;
  /** Absent: the probe looks. */
  readonly output?: Json;
}

export const checkSettlement = {
  type: { ofTool: '.settle' },
  letter: undoLetters['check-settlement'],
  failures: toolFailures,
  isReadable: (output) =>
    isOneOf(output, {
      applied: (fields) => fields['output'] !== undefined,
      absent: () => true,
      unknown: () => true,
      misfit: ({ message }) => isText(message),
    }),
  fact: (id, end) => ({
    type: 'settlement-checked',
    id,
    found: end.kind === 'failed' ? { kind: 'unknown', because: end.failure.message } : end.output,
  }),
} as const satisfies Activity<SettlementFinding>;
