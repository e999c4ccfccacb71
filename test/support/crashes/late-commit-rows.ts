import type { CrashRow } from './crash-row.ts';

/** Beyond the deadline of `send_notice`, 5 s, and within what it says of its service, 2 s more. */
const lateNoticeMs = 6_000;
/** Beyond the deadline of a tool that names none, 30 s. */
const lateWriteMs = 32_000;
/** A run comes to its write within so long. */
const untilWriteMs = 5_000;

/** The sender was told that the connection broke, and the effect appears once its attempt's deadline has passed. */
export function lateCommitRows(): CrashRow[] {
  const late = (tool: string, delayMs: number): Pick<CrashRow, 'column' | 'point' | 'lateMs'> => ({
    column: 'late commit',
    point: { by: 'faults', faults: [{ tool, kind: 'commit-late', delayMs }] },
    lateMs: delayMs + untilWriteMs,
  });
  return [
    { name: 'send_notice: appears after its deadline', ...late('send_notice', lateNoticeMs) },
    {
      name: 'send_letter: appears after its deadline, when nobody knows how late it may',
      ...late('send_notice', lateNoticeMs),
      agent: 'unsure-courier',
    },
    {
      name: 'cancel_pending_order: appears after its deadline',
      ...late('cancel_pending_order', lateWriteMs),
    },
  ];
}
