import { describe, expect, inject, it } from 'vitest';
import { type CrashMatrixOptions, playCrashMatrix } from '../support/crashes/crash-matrix.ts';
import { sampleRows } from '../support/crashes/crash-rows.ts';

const isLong = process.env.HOLDFAST_TEST_FORM === 'long';
const timeoutMs = (isLong ? 60 : 10) * 60_000;

function options(name: string): Omit<CrashMatrixOptions, 'choose'> {
  return {
    address: inject('temporalAddress'),
    namespace: inject('temporalNamespace'),
    name,
    say: (line) => process.stderr.write(`${line}\n`),
  };
}

describe('the crash matrix', () => {
  it(
    'ends every row as if nothing had happened: same outcome, same world, every effect once',
    async () => {
      const choose = isLong ? undefined : sampleRows;
      const { plain, verdicts } = await playCrashMatrix({
        ...options('matrix'),
        choose: choose ?? ((rows) => rows),
      });
      expect(plain).toMatchObject({
        outcome: { kind: 'answered', answer: 'Done.' },
        toolCalls: 5,
        approvals: ['c4.1r1 approved'],
        effects: ['c3.1 applied', 'c4.1 applied', 'c5.1 applied'],
        undo: ['c5.1 irreversible', 'c4.1 undone', 'c3.1 undone'],
        complete: true,
        effectsAfterUndo: ['c3.1 undone', 'c4.1 undone', 'c5.1 applied'],
        worldAfterUndo: [],
        happened: [
          'cancel_pending_order 1',
          'cancel_pending_order.undo 1',
          'modify_pending_order_address 1',
          'modify_pending_order_address.undo 1',
          'send_notice 1',
        ],
      });
      expect(plain.worldAfterRun.length).toBeGreaterThan(3);
      expect(verdicts.length).toBeGreaterThanOrEqual(isLong ? 75 : 13);
      expect(verdicts.filter(({ problems }) => problems.length > 0)).toEqual([]);
    },
    timeoutMs,
  );

  it(
    'turns red when a probe does not look: the notice goes out twice',
    async () => {
      const { verdicts } = await playCrashMatrix({
        ...options('blind'),
        blindProbe: true,
        choose: (rows) => rows.filter(({ name }) => /^send_notice: after.*answer$/.test(name)),
      });
      expect(verdicts).toHaveLength(1);
      expect(verdicts[0]?.problems).toEqual([
        expect.stringMatching(/^happened: .*"send_notice 2"\] instead/),
      ]);
    },
    timeoutMs,
  );
});
