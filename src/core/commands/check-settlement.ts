import { undoLetters } from '../undo/undo-command.ts';
import type { SettlementFinding } from '../undo/undo-event.ts';
import type { Activity } from './activity.ts';
import { toolFailures } from './activity-failure.ts';
import { isOneOf, isText } from './output-shape.ts';

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
    ...(end.kind === 'failed'
      ? { found: { kind: 'unknown', because: end.failure.message }, lookFailed: end.failure }
      : { found: end.output }),
  }),
} as const satisfies Activity<SettlementFinding>;
